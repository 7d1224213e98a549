import type { Verdict } from "../types.ts";
import { names, silentOf, siteService, writersOf } from "./look.ts";
import type { SeenStar } from "./types.ts";

export function siteSilent({ nodes }: SeenStar): Verdict | undefined {
  const sites = [...new Set(nodes.map(({ site }) => site))];
  const silent = sites.filter((site) => nodes.every((node) => node.site !== site || node.status === undefined));
  const [first] = silent;
  if (first === undefined) return undefined;
  const isMasters = nodes.some(({ site, role }) => role === "master" && silent.includes(site));
  const writers = isMasters ? ` Writes go on at ${names(writersOf(nodes))}.` : "";
  const [subject, it] = silent.length === 1 ? ["Site", "it goes on alone"] : ["Sites", "they go on alone"];
  return {
    health: "degraded",
    line: `${subject} ${silent.join(", ")} cannot be reached from here; if only the link is cut, ${it}.${writers}`,
    next: `multisite star status, on a node of ${first}: if it answers there, look at the link`,
  };
}

export function nodeSilent({ nodes }: SeenStar): Verdict | undefined {
  const silent = silentOf(nodes);
  const [first] = silent;
  if (first === undefined) return undefined;
  return {
    health: "degraded",
    line: `${names(silent)} cannot be reached; ${siteService(nodes, first)}.`,
    next: `systemctl status multisite-agent, on ${first.node}`,
  };
}
