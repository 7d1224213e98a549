import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { NewAlarm } from "@multisite/kernel/alarms";
import type { EmbeddedNode } from "./node.ts";

const DIFFERED = "star.replication.differed";
const ALONE = "star.replication.alone";
const STANDBY_AWAY = "star.replication.standby_away";
const UPSTREAM_GONE = "star.replication.upstream_gone";

type AlarmText = Pick<NewAlarm, "severity" | "cause" | "next">;

/** Raises and clears what an operator must know of the replication of this node. */
export function createReplicationAlarms(node: EmbeddedNode): { settle(): void } {
  const raised = new Map<string, string>();
  const { alarms, self } = node.options;
  const set = (name: string, wanted: AlarmText | undefined): void => {
    const id = `${name}/${node.name}`;
    const text = JSON.stringify(wanted);
    if (raised.get(id) === text) return;
    if (wanted === undefined) {
      alarms.clear(id);
      raised.delete(id);
    } else {
      alarms.raise({ id, site: self.site, ...wanted });
      raised.set(id, text);
    }
  };
  return {
    settle() {
      set(ALONE, aloneAlarm(node));
      set(STANDBY_AWAY, awayAlarm(node));
      set(UPSTREAM_GONE, upstreamAlarm(node));
      set(DIFFERED, differedAlarm(node));
    },
  };
}

function aloneAlarm(node: EmbeddedNode): AlarmText | undefined {
  const regime = node.regime();
  if (regime === null || !node.isWriterByLog() || !regime.alone || regime.by === "formed") return undefined;
  return {
    severity: "major",
    cause: `${node.name} takes writes alone since epoch ${regime.epoch} (${regime.reason}): what it acknowledges is on one disk and lost with it.`,
    next: "Bring back the other master; it becomes the standby by itself.",
  };
}

function awayAlarm(node: EmbeddedNode): AlarmText | undefined {
  const standby = node.regime()?.standby;
  const gate = node.file.gate();
  if (standby == null || !node.isWriterByLog() || gate.writes !== "refused") return undefined;
  return {
    severity: "critical",
    cause: `No writes are taken: ${gate.reason}`,
    next: `Bring back ${standby}, or, so that ${node.name} goes on alone, on it: multisite star takeover --dry-run --reason "..."`,
  };
}

function upstreamAlarm(node: EmbeddedNode): AlarmText | undefined {
  if (node.isWriterByLog()) return undefined;
  const silentMs = node.nowMs() - node.known.upstreamHeardAtMs;
  if (silentMs < node.options.star().holdDownSeconds * 1000) return undefined;
  return {
    severity: "major",
    cause: `${node.name} has had no news from any master for longer than the hold-down; it serves what it has.`,
    next: "Look at the links and at the masters: `multisite star status`.",
  };
}

/** As long as the files are there. */
function differedAlarm(node: EmbeddedNode): AlarmText | undefined {
  const directory = join(node.options.home, "differing");
  const files = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith(".jsonl")) : [];
  if (files.length === 0) return undefined;
  return {
    severity: "major",
    cause: `${node.name} was rebuilt from another node; the rows that only it had, or that it lacked, are in ${directory}.`,
    next: `Look at the files in ${directory}: make by hand what is still wanted of them, then delete them.`,
  };
}
