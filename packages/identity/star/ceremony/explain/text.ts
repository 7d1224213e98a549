import { sinceText } from "./hold-up.ts";
import type { HoldUp, KeyExplanation, KeyPhase, KeysExplanation, NextPhase } from "./types.ts";

/** More names than these are counted instead. */
const MOST_NAMES = 8;

const WORDS: Readonly<Record<KeyPhase, string>> = {
  absent: "absent",
  installed: "installed",
  signing: "signing",
  renounced: "verifying only",
  removed: "removed",
};
const ORDER: readonly KeyPhase[] = ["signing", "installed", "renounced", "absent", "removed"];

/** An explanation as lines for a terminal. */
export function explanationLines(explanation: KeysExplanation): readonly string[] {
  const { node, atMs, because, purposes } = explanation;
  const lines = [`Keys as ${node} knows them.`, ...because];
  for (const { purpose, signing, keys, because: of } of purposes) {
    lines.push("", `${purpose} keys: ${signing === undefined ? `${node} signs with none` : `${node} signs with ${signing}`}`);
    for (const line of of) lines.push(`  ${line}`);
    for (const key of keys) {
      lines.push(`  ${key.shortId}  generation ${key.generation}  ${phasesText(key)}`);
      if (key.condemned !== undefined) lines.push(`      condemned: ${key.condemned}`);
      if (key.next !== undefined) for (const line of nextLines(key.next, node, atMs)) lines.push(`      ${line}`);
    }
  }
  return lines;
}

/** `signing at east, west; absent at north (north-2)`: a site by its name when all its members are alike. */
function phasesText({ phases }: KeyExplanation): string {
  const sites = Map.groupBy(phases, ({ site }) => site);
  return ORDER.flatMap((phase) => {
    const places = [...sites].flatMap(([site, members]) => {
      const here = members.filter((one) => one.phase === phase).map(({ member }) => member);
      if (here.length === 0) return [];
      return [here.length === members.length ? site : `${site} (${here.join(", ")})`];
    });
    if (places.length === 0) return [];
    return [`${WORDS[phase]} at ${places.length > MOST_NAMES ? `${places.length} of ${sites.size} sites` : places.join(", ")}`];
  }).join("; ");
}

function nextLines({ phase, because, heldUpBy, atMs, ifForced }: NextPhase, node: string, nowMs: number): readonly string[] {
  const what = phase === "signing" ? "to be signed with" : "to be removed";
  const lines = because.map((line) => `${what}: ${line}`);
  for (const one of heldUpBy.slice(0, MOST_NAMES)) lines.push(`${what}: waits for ${holdUpText(one, node, nowMs)}`);
  if (heldUpBy.length > MOST_NAMES) lines.push(`${what}: waits for ${heldUpBy.length - MOST_NAMES} more`);
  if (atMs !== undefined) lines.push(`${what}: ${whenText(atMs, heldUpBy.length > 0, nowMs)}`);
  for (const line of ifForced) lines.push(`by force: ${line}`);
  return lines;
}

function holdUpText({ member, site, lacks, sinceMs, lastHeardMs }: HoldUp, node: string, nowMs: number): string {
  const heard = lastHeardMs === undefined ? "not heard here itself" : `last heard ${sinceText(lastHeardMs, nowMs)} ago`;
  return `${member} (${site}), which ${lacks}, for ${sinceText(sinceMs, nowMs)}${member === node ? "" : `; ${heard}`}`;
}

function whenText(atMs: number, isHeldUp: boolean, nowMs: number): string {
  if (atMs <= nowMs) return isHeldUp ? "as soon as they have" : "now";
  const when = `by itself in ${sinceText(nowMs, atMs)}`;
  return isHeldUp ? `${when} at the earliest, and not before they have` : when;
}
