import { askAll, lookAtNetwork, type NetworkHands } from "./hands.ts";

/** IDs of ports, by site. */
export type ActivePorts = Readonly<Record<string, readonly string[]>>;

/** Ports of the network that are up now, remote ones too. */
export async function activePorts(hands: NetworkHands, network: string, sites: readonly string[]): Promise<ActivePorts> {
  const looks = await askAll(sites, (site) => lookAtNetwork(hands, site, network));
  return Object.fromEntries(
    looks.map((look) => {
      const found = "answer" in look ? look.answer : undefined;
      const own = (found?.ports ?? []).flatMap(({ id, status }) => (status === "ACTIVE" ? [id] : []));
      const remote = (found?.remotePorts ?? []).flatMap(({ id, lacks }) => (id !== null && lacks.length === 0 ? [id] : []));
      return [look.site, [...own, ...remote]];
    }),
  );
}

/** Why a change must not go on to the next site; undefined: nothing that was up is down. A port that was deleted meanwhile is none of ours. */
export async function whyPortsAreDown(hands: NetworkHands, network: string, before: ActivePorts): Promise<string | undefined> {
  const looks = await askAll(Object.keys(before), (site) => lookAtNetwork(hands, site, network));
  for (const look of looks) {
    const wereUp = new Set(before[look.site]);
    if (wereUp.size === 0) continue;
    if ("problem" in look) return `${look.site} does not say how its ports are: ${look.problem}`;
    const own = (look.answer?.ports ?? []).filter(({ id, status }) => wereUp.has(id) && status !== "ACTIVE");
    const remote = (look.answer?.remotePorts ?? []).filter(({ id, lacks }) => wereUp.has(id ?? "") && lacks.length > 0);
    const down = [
      ...own.map(({ id, status }) => `port ${id} is ${status}`),
      ...remote.map(({ id, site, lacks }) => `the remote port ${id} for ${site} is not realized (${lacks.join(", ")})`),
    ];
    if (down.length > 0) return `in ${look.site} ${down.slice(0, SHOWN).join("; ")}${more(down.length)}`;
  }
  return undefined;
}

const SHOWN = 3;

function more(count: number): string {
  return count > SHOWN ? `; and ${count - SHOWN} more` : "";
}
