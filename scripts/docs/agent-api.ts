import { adminRoutes } from "../../packages/agent/admin/index.ts";
import type { AdminRoute } from "../../packages/agent/admin/route.ts";
import { agentErrorCatalogue } from "../../packages/agent/errors.ts";
import { markdownTable, pageHead } from "./markdown.ts";

const INTRO = `What every \`multisite\` command that works with an agent asks it for, and what a program may ask as well: HTTP with JSON on the unix
socket \`admin.sock\` in the home of the agent's node. Who may open the socket is the operator (only the user of the agent may); it works when no
identity service answers. Read-only requests may be asked of any node; what changes networks and ports, of a master's.

\`\`\`
curl --unix-socket /var/lib/multisite/admin.sock http://agent/v1/ports?network=backup
curl --unix-socket /var/lib/multisite/admin.sock http://agent/v1/ports -H 'content-type: application/json' \\
  -d '{"name": "box", "network": "backup", "mac": "52:54:00:12:34:56", "addresses": ["10.77.0.230"], "vtep": "192.0.2.7", "sites": [], "pairs": [], "dryRun": true}'
\`\`\`

Names stand in the query of a \`GET\` and in the JSON object of a \`POST\`. A name that is not known, or a value of another type, is refused
with 400, and nothing is done. A refusal is \`{"error": {"code", "message"}}\`; the codes: [errors](errors.md).`;

const ORDER = ["ports", "networks", "runs", "status", "alarms", "document", "keys", "sites", "invitations", "replication"];

/** `docs/reference/agent-api.md`. */
export function agentApiPage(): string {
  const bySubject = Map.groupBy(adminRoutes, ({ path }) => path.split("/")[2] ?? "");
  const subjects = [...bySubject].toSorted(([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other));
  const refusals = agentErrorCatalogue
    .filter(({ code }) => code.startsWith("agent.admin."))
    .map(({ code, status, remedy }) => [`\`${code}\``, String(status ?? ""), remedy]);
  return [
    pageHead("The agent's API", INTRO),
    ...subjects.map(([subject, routes]) => `## ${subject}\n\n${routes.map(describe).join("\n\n")}\n`),
    `## Refusals of any request\n\n${markdownTable(["Code", "Status", "What to do"], refusals)}\n`,
  ].join("\n");
}

function describe({ method, path, about, fields = {} }: AdminRoute): string {
  const rows = Object.entries(fields).map(([name, field]) => [
    `\`${name}\``,
    field.type === "flag" ? "true or false" : field.type,
    field.isRequired ? "yes" : "",
    field.about,
  ]);
  const table = rows.length === 0 ? "" : `\n\n${markdownTable(["Name", "Type", "Required", "What it says"], rows)}`;
  return `### \`${method} ${path}\`\n\n${about}${table}`;
}
