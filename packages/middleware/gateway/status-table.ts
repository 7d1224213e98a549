import type { EndpointStatus, GatewayStatus } from "./status.ts";

const COLUMNS: readonly (readonly [heading: string, cell: (endpoint: EndpointStatus) => string])[] = [
  ["SITE", ({ site, isOwnSite }) => (isOwnSite ? `${site} (own)` : site)],
  ["URL", ({ url }) => url],
  ["KIND", ({ kind }) => kind],
  ["STATE", ({ state }) => state],
  ["P50 MS", ({ p50Ms }) => p50Ms.toFixed(1)],
  ["P99 MS", ({ p99Ms }) => p99Ms.toFixed(1)],
  ["IN FLIGHT", ({ inFlight }) => String(inFlight)],
  ["REQUESTS", ({ requests }) => String(requests)],
  ["FAILURES", ({ failures }) => String(failures)],
  ["RETRIES", ({ retries }) => String(retries)],
  ["HEDGES", ({ hedges }) => String(hedges)],
  ["BYTES", ({ bytesSent, bytesReceived }) => String(bytesSent + bytesReceived)],
  ["WHY", ({ reason }) => reason.replaceAll(/\p{Cc}/gu, " ")],
];

/** A gateway's status for people: its endpoints, and a line about the whole. */
export function statusTable(status: GatewayStatus): string {
  const rows = [COLUMNS.map(([heading]) => heading), ...status.endpoints.map((one) => COLUMNS.map(([, cell]) => cell(one)))];
  const widths = COLUMNS.map((_column, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${[...lines, "", summary(status)].join("\n")}\n`;
}

function summary({ requests, interSite, endpoints, ownSite, configuration }: GatewayStatus): string {
  const own = endpoints.filter(({ isOwnSite }) => isOwnSite);
  const ownUp = own.filter(({ state }) => state === "up").length;
  const unanswered = Object.values(requests.unanswered).reduce((sum, count) => sum + count, 0);
  const parts = [
    `${ownUp} of ${own.length} nodes of ${ownSite} are up`,
    `${requests.read} reads, ${requests.login} logins, ${requests.write} writes; ${unanswered} of them unanswered`,
    `${interSite.bytesSent + interSite.bytesReceived} bytes to and from other sites${interSite.callsAllowed ? "" : " (budget used up)"}`,
  ];
  if (configuration.problem !== undefined) parts.push(`the changed configuration is not in force: ${configuration.problem}`);
  if (configuration.needRestart.length > 0) parts.push(`a restart is needed for ${configuration.needRestart.join(", ")}`);
  return `${parts.join(".\n")}.`;
}
