import { gatewayErrorCatalogue } from "../../packages/middleware/gateway/errors.ts";
import { gatewayOptionGroups } from "../../packages/middleware/gateway/index.ts";
import { markdownTable, pageHead } from "./markdown.ts";
import { optionTables } from "./options.ts";

const INTRO = `\`multisite gateway --config gateway.yaml\` gives every OpenStack service of a host or a site one local identity URL. It passes requests
on to the identity services that it is told of, ours and stock Keystones alike. \`--check\` asks each of them once and serves nothing,
\`--status\` asks the running gateway. How all sites answer for one name: [one public name](../operate/one-public-name.md).

\`\`\`yaml
identity:
  own_site: north
  endpoints:
    - { site: north, url: "https://10.0.1.11:5000" }
    - { site: north, url: "https://10.0.1.12:5000" }
    - { site: east, url: "https://10.0.2.11:5000" }
    - { site: west, url: "http://10.0.3.11:5000", role: replica }    # a stock Keystone on a read-only replica
  authorities: /etc/multisite/ca.crt
listen: { host: 127.0.0.1, port: 5000 }
admin: { socket: /run/multisite/gateway.sock }
\`\`\``;

const CHOICE = `1. A node that is up before one that is suspect before one that is down.
2. Of these the own site's, however slow; then those of other sites, as far as the budget allows.
3. Of these the nearest: moving mean of reads and probes. Nodes within a quarter and 2 ms of the nearest are equally near.
4. Of these the one with least to do; of equals the one that was not asked for longest.

A node is **down** when it refuses a connection, when a probe fails, when it answers \`health.server_errors\` times in a row with 500, 502,
503 or 504, or when it says so itself (\`/ready\` answers 503: it is fenced, leaving, or has no database). It is left alone for
\`health.back_off_ms\`, twice as long after each further failure, up to \`health.back_off_max_ms\`; a probe brings it back. It is **suspect**
when a connection broke or when it answered nobody for \`requests.silence_ms\` (or four times its p99): it is probed at once over a new
connection, and asked after the others until then. Nodes that are down are still asked when there is nobody else.

Probes are \`GET /ready\`; a node that does not know it is a stock Keystone, and gets \`GET /healthcheck\`, or \`GET /v3\` where that is not in its
pipeline. A probe of another site moves about 700 bytes: 80 kB an hour for each node of another site.`;

const REPEATED = `| What | When its node fails |
| --- | --- |
| reads: \`GET\`, \`HEAD\`, \`OPTIONS\` (validation is one) | asked of another node: no connection, a connection that ends, no answer in time, 500, 502, 503, 504. Also while the first still works at it: once it answers nobody, and (at most \`hedge.percent\` of all reads) once it takes longer than its own p99 |
| logins: \`POST /v3/auth/tokens\`, and \`POST /v3/ec2tokens\`, \`/v3/s3tokens\` | asked of another node, as above; never of two at a time |
| everything else, also a token of a trust (which may use up one of its uses) and a revocation | sent to another node only when there was no connection: nothing was sent. Else 502 \`middleware.gateway.unknown_write\` |

Any other status is an answer and is passed on: a wrong password (401) is asked of one node and counts once. A login may be repeated,
because it changes nothing but that there is one more token; only a node that dies between counting a wrong password and saying so
makes the attempt count twice, which errs on the side of the lock (or finds its one-time code used, and says 401). An answer is passed on when it is whole (up to
\`requests.buffer_bytes\`), so a node may die at any byte of it; a larger one is streamed, and breaks off with its node. When a node had
closed a kept connection just as it is used again, the request goes to the same node over a new one, silently; writes have a
connection of their own, so that this cannot happen to them.

**A stock Keystone on a read-only replica hangs up on a wrong password**, and on a right one after a wrong one: it must write and cannot.
That is no sign of death: the node is probed, stays up, and the login is asked of a node that can write, first of all others. Give such
nodes \`role: replica\`; they get no writes either. When no node can decide a login, the answer is 503, not 401.`;

const NAMES = `The client's \`Host\` is passed on. Version documents (\`/\`, \`/v3\`) say the scheme and the host that the client has used, or
\`identity.public_endpoint\` when that is set, whatever \`public_endpoint\` the nodes have: clients go on where a version document says
(keystoneauth), and would pass the gateway by. Links in other answers are the nodes' own; no client follows them but those of lists in
pages. \`X-Forwarded-For\`, \`-Proto\` and \`-Host\` are the gateway's own; what a client brings under these names is dropped, unless
it comes from one of \`listen.trusted_proxies\`. Add the gateway's address to \`rate_limit.trusted_proxies\` of our identity services, and
set \`[oslo_middleware] enable_proxy_headers_parsing\` of stock ones.`;

const BOUNDS = `| What | Bound |
| --- | --- |
| a request, over all attempts | \`requests.deadline_ms\`; then 504, or 502 for a write that was sent |
| nodes that get one request | three that break down over it; those that refuse a connection are not counted |
| reads that are hedged | 5 % of all reads since the start, and of any n reads in a row n x 5 % + 10 |
| calls to other sites in any time of t seconds | \`budget.burst_calls\` + t x \`budget.calls_per_second\`, without probes; then the own site only, and 503 with \`Retry-After\` |
| bytes to other sites | as above with \`budget.bytes_per_second\` and a burst of two seconds; an answer is counted once it is there |
| a killed node (its host refuses connections) | noticed by the next request |
| a node whose host is gone | new requests avoid it after \`requests.silence_ms\`; reads leave it then, logins within four times that and \`requests.connect_timeout_ms\` |
| a node that hangs but takes connections | as above, but logins wait \`health.probe_timeout_ms\` instead of \`requests.connect_timeout_ms\` |
| memory | \`requests.buffer_bytes\` for each request under way, at most |
| a node that is back | used after \`health.back_off_max_ms\` at most |
| a revoked token | the gateway keeps no answers: nothing is added |
| read your writes | what the nodes give: ours hold a write's answer until the site has it; a stock Keystone on a replica lags behind |

A request with one attempt costs 1.1 to 1.3 times the CPU of the barest Node proxy ([speed](speed.md)).`;

const ADMIN = `\`GET /gateway/status\` (JSON; \`?format=table\` for people) and \`GET /metrics\` (Prometheus) are served on \`admin.port\` or \`admin.socket\` only:
for each endpoint its state and why, latency, requests in flight, failures, retries, hedges, probes and bytes. The log has a line when
a node's state changes, and one for each request that no node answered, with what each node said; tokens and bodies are never
logged. A changed \`gateway.yaml\` is taken over within two seconds; options of \`listen\` (but \`trusted_proxies\`), \`admin\`, \`log\` and
\`identity.authorities\` need a restart, and the status says so. The files of \`listen.certificate\` are followed.`;

const NODE_SERVICES = `\`createTokenValidator\` of \`@multisite/middleware\` makes the same choice inside a service (same code), with
\`protectWithTokens\` in front of its routes. Options and headers are those of keystonemiddleware's \`auth_token\`:

| keystonemiddleware | here | default |
| --- | --- | --- |
| \`delay_auth_decision\` | \`delayAuthDecision\`: \`X-Identity-Status: Invalid\` reaches the handler, also when no identity service answers | false |
| \`token_cache_time\` | \`cacheTtlMs\`: so long a revoked token is still accepted | 0 (300 s there) |
| \`include_service_catalog\` | \`includeCatalog\` | true |
| \`service_token_roles\` | \`serviceTokenRoles\` | \`["service"]\` |
| \`service_token_roles_required\` | \`serviceTokenRolesRequired\` | true (false there) |
| \`service_type\` | \`serviceType\`; access rules of application credentials need it | unset |
| \`http_connect_timeout\`, \`http_request_max_retries\` | \`requestTimeoutMs\` for one endpoint, \`deadlineMs\` over all | 5 s, 15 s |

An expired token passes only beside a service's token with one of the service roles, for as long as the identity service's
\`allow_expired_window\` says. Refusals are never cached; an answer is never used beyond the token's own end.`;

/** `docs/reference/gateway.md`. */
export function gatewayPage(): string {
  const answers = gatewayErrorCatalogue
    .filter(({ status = 0 }) => status >= 400)
    .map(({ code, status, remedy }) => [`\`${code}\``, String(status), remedy]);
  return [
    pageHead("The gateway", INTRO),
    `## Which node is asked\n\n${CHOICE}\n`,
    `## What is sent again\n\n${REPEATED}\n`,
    `## Names and headers\n\n${NAMES}\n`,
    `## Bounds\n\n${BOUNDS}\n`,
    `## Answers of its own\n\nIn Keystone's form, \`{"error": {"code", "title", "message"}}\`, with \`x-openstack-request-id\`; the log has the code.\n\n${markdownTable(["Code", "Status", "What to do"], answers)}\n`,
    `## Looking at it\n\n${ADMIN}\n`,
    `## In Node services\n\n${NODE_SERVICES}\n`,
    `# Settings\n${optionTables(gatewayOptionGroups)}`,
  ].join("\n");
}
