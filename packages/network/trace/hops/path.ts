import { isManual } from "../../manual-ports/names.ts";
import type { Hop } from "../types.ts";
import { remotePortOf, type Side, type View } from "../view.ts";

/** Whether the one site's agent reaches the endpoint that frames for the other port go to; undefined: it was not tried, or proved nothing. */
export function pathHop(name: string, { probes }: Pick<View, "probes">, source: Side, destination: Side): Hop | undefined {
  const vtep = endpointToTry(source, destination);
  const probe = probes.find((one) => one.from === source.place.site && one.vtep === vtep);
  if (probe === undefined || probe.state === "unknown") return undefined;
  const hop = { name, site: source.place.site };
  const seen = `From the node of ${source.place.site}'s agent, ${vtep}: ${probe.why}`;
  if (probe.state === "reached") {
    return {
      ...hop,
      state: "ok",
      why: `${seen}; what takes UDP 4789 gives no answer, so a firewall that drops it is not seen.`,
      next: null,
    };
  }
  const areUp = [source, destination].every(({ port }) => port?.status === "ACTIVE");
  const isBroken = probe.state !== "refused" || areUp;
  const next = `tcpdump -ni any udp port 4789 and host ${source.port?.agent?.vtep ?? vtep}`;
  return { ...hop, state: isBroken ? "broken" : "unknown", why: `${seen}.`, next };
}

/** The endpoint that a site must reach; undefined: none is known, or nobody here knows what is behind it. */
export function endpointToTry(source: Side, destination: Side): string | undefined {
  if (isManual(source.place) || isManual(destination.place)) return undefined;
  if (source.place.site === destination.place.site) return undefined;
  return remotePortOf(source, destination)?.made?.endpoint ?? destination.port?.endpoint ?? undefined;
}
