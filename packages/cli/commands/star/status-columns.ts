import { durationText, type KeyStatus, type SeenNode } from "@multisite/identity/star";
import type { Column } from "../../output/table.ts";

/** What `star status` shows of a node. Unknown is a dash; it differs from none. */
export function nodeColumns(atMs: number): readonly Column<SeenNode>[] {
  const ago = (ms: number | undefined): string =>
    ms === undefined ? "-" : `${Math.max(0, Math.round((atMs - ms) / 1000))} s ago`;
  return [
    { heading: "site", cell: ({ site }) => site },
    { heading: "node", cell: ({ node }) => node },
    { heading: "role", importance: 11, cell: ({ role }) => role },
    { heading: "state", cell: stateOf, style: (seen) => STYLES[stateOf(seen)] ?? "red" },
    { heading: "follows", importance: 10, cell: ({ status }) => status?.replication?.follows ?? "" },
    { heading: "writes", cell: ({ status }) => status?.writes ?? "-" },
    { heading: "lag", cell: ({ status }) => millis(status?.replication?.lagMs) },
    { heading: "position", importance: 5, cell: ({ status }) => status?.replication?.position || "-" },
    { heading: "token key", importance: 9, cell: ({ status }) => keysOf(status, "token") },
    { heading: "receipt key", importance: 4, cell: ({ status }) => keysOf(status, "receipt") },
    { heading: "credential key", importance: 3, cell: ({ status }) => keysOf(status, "credential") },
    {
      heading: "clock",
      importance: 7,
      cell: ({ status }) => (status?.clockErrorMs === undefined ? "-" : `±${Math.ceil(status.clockErrorMs)} ms`),
    },
    { heading: "certificate", importance: 6, cell: ({ status }) => expiry(status?.certificateExpiresAtMs, atMs) },
    { heading: "heard others", importance: 8, cell: ({ status }) => ago(status?.heardAtMs) },
    { heading: "document", importance: 2, cell: ({ status }) => String(status?.generation ?? "-") },
    { heading: "version", importance: 1, cell: ({ status }) => status?.version ?? "-" },
    { heading: "alarms", cell: ({ status }) => String(status?.alarms.length ?? "-") },
  ];
}

const STYLES: Readonly<Record<string, "green" | "yellow">> = {
  running: "green",
  delayed: "green",
  "catching-up": "yellow",
  rebuilding: "yellow",
};

function stateOf({ status, delaySeconds }: SeenNode): string {
  if (status === undefined) return "not reached";
  if (delaySeconds !== undefined && status.fenceCode === "identity.star.data_not_ready") return "delayed";
  return status.fence === undefined ? (status.replication?.state ?? "unknown") : "fenced";
}

function millis(ms: number | undefined): string {
  if (ms === undefined) return "-";
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** The key that it signs with, and how many are staged and retiring: `3f2a9c01 +7 -2`. */
function keysOf(status: SeenNode["status"], purpose: KeyStatus["purpose"]): string {
  const key = status?.keys.find((one) => one.purpose === purpose);
  if (key === undefined) return "-";
  return `${key.signing?.slice(0, 8) ?? "none"} +${key.stagedKeys} -${key.retiringKeys}`;
}

function expiry(expiresAtMs: number | undefined, atMs: number): string {
  if (expiresAtMs === undefined) return "-";
  return expiresAtMs <= atMs
    ? "expired"
    : durationText(Math.floor((expiresAtMs - atMs) / 86_400_000) * 86_400 || Math.floor((expiresAtMs - atMs) / 1000));
}
