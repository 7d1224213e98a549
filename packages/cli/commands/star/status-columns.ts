import { durationText, type SeenNode } from "@multisite/identity/star";
import type { Column } from "../../output/table.ts";

/** What `star status` shows of a node. Unknown is a dash; it differs from none. */
export function nodeColumns(atMs: number): readonly Column<SeenNode>[] {
  const ago = (ms: number | undefined): string =>
    ms === undefined ? "-" : `${Math.max(0, Math.round((atMs - ms) / 1000))} s ago`;
  return [
    { heading: "site", cell: ({ site }) => site },
    { heading: "node", cell: ({ node }) => node },
    { heading: "role", cell: ({ role }) => role },
    { heading: "state", cell: stateOf, style: (seen) => STYLES[stateOf(seen)] ?? "red" },
    { heading: "follows", cell: ({ status }) => status?.replication?.follows ?? "" },
    { heading: "writes", cell: ({ status }) => status?.writes ?? "-" },
    { heading: "lag", cell: ({ status }) => millis(status?.replication?.lagMs) },
    { heading: "position", cell: ({ status }) => shortPosition(status?.replication?.position) },
    { heading: "token key", cell: ({ status }) => keysOf(status) },
    {
      heading: "clock",
      cell: ({ status }) => (status?.clockErrorMs === undefined ? "-" : `±${Math.ceil(status.clockErrorMs)} ms`),
    },
    { heading: "certificate", cell: ({ status }) => expiry(status?.certificateExpiresAtMs, atMs) },
    { heading: "heard others", cell: ({ status }) => ago(status?.heardAtMs) },
    { heading: "alarms", cell: ({ status }) => String(status?.alarms.length ?? "-") },
  ];
}

const STYLES: Readonly<Record<string, "green" | "yellow">> = { running: "green", "catching-up": "yellow", rebuilding: "yellow" };

function stateOf({ status }: SeenNode): string {
  if (status === undefined) return "not reached";
  return status.fence === undefined ? (status.replication?.state ?? "unknown") : "fenced";
}

function millis(ms: number | undefined): string {
  if (ms === undefined) return "-";
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** Positions are long; their end is what moves. */
function shortPosition(position: string | undefined): string {
  if (position === undefined || position === "") return "-";
  return position.length <= 24 ? position : `…${position.slice(-23)}`;
}

/** The key that it signs tokens with, and how many are staged and retiring: `3f2a +7 -2`. */
function keysOf(status: SeenNode["status"]): string {
  const key = status?.keys.find(({ purpose }) => purpose === "token");
  if (key === undefined) return "-";
  return `${key.signing?.slice(0, 8) ?? "none"} +${key.stagedKeys} -${key.retiringKeys}`;
}

function expiry(expiresAtMs: number | undefined, atMs: number): string {
  if (expiresAtMs === undefined) return "-";
  return expiresAtMs <= atMs
    ? "expired"
    : durationText(Math.floor((expiresAtMs - atMs) / 86_400_000) * 86_400 || Math.floor((expiresAtMs - atMs) / 1000));
}
