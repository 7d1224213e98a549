import {
  boolean,
  choice,
  type GroupValues,
  integer,
  list,
  type Option,
  optionalInteger,
  optionalText,
  text,
} from "@multisite/kernel/config";
import type { EndpointAddress } from "../endpoints/index.ts";

/** An endpoint as the configuration names it; whether it is the own site's follows from `own_site`. */
export type ConfiguredEndpoint = Omit<EndpointAddress, "isOwnSite">;

const ENDPOINT_FIELDS: readonly string[] = ["site", "url", "role"];
const ENDPOINT_FORM =
  "a list of {site: NAME, url: http(s)://HOST:PORT}, with role: master or replica where a stock Keystone answers, each URL once";

/** All options of `gateway.yaml`, group by group. */
export const gatewayOptionGroups = {
  identity: {
    own_site: text("", "Name of the site that this gateway stands in; its endpoints are asked first."),
    endpoints: endpoints(),
    authorities: optionalText("PEM file of the authorities that https endpoints are checked with; the system's when unset."),
    public_endpoint: optionalText(
      "What version documents say instead of the address that the client asked, such as https://identity.example.net:5000.",
    ),
  },
  listen: {
    host: text("127.0.0.1", "Address to listen on."),
    port: integer(5000, "Port to listen on; 0 takes a free one."),
    certificate: optionalText("PEM file of the TLS certificate chain; without it the gateway speaks plain HTTP."),
    private_key: optionalText("PEM file of the TLS private key."),
    trusted_proxies: list([], "Addresses of proxies in front, whose X-Forwarded headers are believed and passed on."),
    shutdown_grace_ms: integer(10_000, "Longest wait for open requests when stopping."),
  },
  requests: {
    deadline_ms: integer(30_000, "Longest time for a request, over all attempts.", 1),
    attempt_timeout_ms: integer(10_000, "Longest wait for one node's answer to a request that may be sent again.", 1),
    connect_timeout_ms: integer(500, "Longest wait for a connection.", 1),
    silence_ms: integer(
      300,
      "A node that answers nothing for so long (or four times its p99) is probed, others are preferred.",
      1,
    ),
    buffer_bytes: integer(
      1_048_576,
      "Answers up to this size are complete before the client sees their beginning; 0 streams all.",
    ),
    max_body_bytes: integer(1_048_576, "Largest request body. Keystone itself takes 114688 bytes.", 1),
  },
  health: {
    probe_every_ms: integer(1000, "Between two probes of a node of the own site.", 1),
    probe_remote_every_ms: integer(30_000, "Between two probes of a node of another site.", 1),
    probe_timeout_ms: integer(2000, "Longest wait for the answer to a probe.", 1),
    back_off_ms: integer(250, "How long a node that failed is left alone at first; doubles with each failure.", 1),
    back_off_max_ms: integer(5000, "Longest time that a node is left alone.", 1),
    calm_ms: integer(60_000, "A node that was well for so long starts from the shortest back-off again.", 1),
    server_errors: integer(5, "Answers of 500, 502, 503 or 504 in a row after which a node is left alone.", 1),
  },
  hedge: {
    enabled: boolean(true, "Ask a second node when the first takes longer than 99 of 100 of its reads."),
    percent: integer(5, "Most of all reads that are hedged, in percent; at most 5."),
    least_delay_ms: integer(20, "No hedge sooner than this.", 1),
  },
  budget: {
    calls_per_second: integer(1000, "Calls to other sites in a second, over time.", 0),
    burst_calls: integer(2000, "Calls to other sites that may follow each other at once.", 0),
    bytes_per_second: optionalInteger("Bytes to and from other sites in a second, over time; no limit when unset.", 1),
  },
  admin: {
    host: text("127.0.0.1", "Address that /gateway/status and /metrics are served on."),
    port: optionalInteger("Port that serves them; 0 takes a free one, none when unset."),
    socket: optionalText("Unix socket that serves them, for its owner only; none when unset."),
  },
  log: {
    level: choice(["debug", "info", "warn", "error"], "info", "Least severe entry that is written."),
    path: optionalText("File to log to; standard error when unset. SIGHUP opens it again after it was moved away."),
  },
} as const;

/** The values of all options. */
export type GatewayConfig = {
  readonly [Group in keyof typeof gatewayOptionGroups]: GroupValues<(typeof gatewayOptionGroups)[Group]>;
};

function endpoints(): Option<readonly ConfiguredEndpoint[]> {
  return {
    type: "list of endpoints",
    default: [],
    help: "Identity services of all sites: {site, url}, and role (master or replica) where a stock Keystone answers.",
    read(raw) {
      if (!Array.isArray(raw)) throw new TypeError(ENDPOINT_FORM);
      const read = raw.map(readEndpoint);
      if (new Set(read.map(({ url }) => url)).size < read.length) throw new TypeError(ENDPOINT_FORM);
      return read;
    },
  };
}

function readEndpoint(raw: unknown): ConfiguredEndpoint {
  const fields = (typeof raw === "object" && raw !== null ? raw : {}) as Readonly<Record<string, unknown>>;
  const { site, url, role } = fields;
  const isKnown = Object.keys(fields).every((name) => ENDPOINT_FIELDS.includes(name));
  const isRole = role === undefined || role === "master" || role === "replica";
  if (!isKnown || !isRole || typeof site !== "string" || site === "" || typeof url !== "string")
    throw new TypeError(ENDPOINT_FORM);
  return { site, url: withoutVersion(url), ...(role === undefined ? {} : { role }) };
}

/** A URL may be given as services know it, with its version. */
function withoutVersion(url: string): string {
  if (!URL.canParse(url)) throw new TypeError(ENDPOINT_FORM);
  const { protocol, origin, pathname, search, username } = new URL(url);
  const path = pathname.replace(/\/+$/, "").replace(/\/v3$/, "");
  if ((protocol !== "http:" && protocol !== "https:") || search !== "" || username !== "") throw new TypeError(ENDPOINT_FORM);
  return `${origin}${path}`;
}
