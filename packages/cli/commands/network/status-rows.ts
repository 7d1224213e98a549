import type { Asked, MemberLook, NetworkLook, RemotePortLook, SiteLook, TunnelLook } from "@multisite/network";
import type { Column } from "../../output/table.ts";

/** One network in one site, as a line. */
export interface SiteRow {
  readonly site: string;
  readonly network: string;
  readonly state: string;
  readonly generation: string;
  readonly ports: string;
  readonly remote: string;
  readonly heard: string;
  readonly isFine: boolean;
}

export const SITE_COLUMNS: readonly Column<SiteRow>[] = [
  { heading: "site", cell: ({ site }) => site },
  { heading: "network", cell: ({ network }) => network },
  { heading: "state", cell: ({ state }) => state, style: ({ isFine }) => (isFine ? undefined : "red") },
  { heading: "gen", cell: ({ generation }) => generation },
  { heading: "ports", cell: ({ ports }) => ports },
  { heading: "realized", cell: ({ remote }) => remote },
  { heading: "heard", cell: ({ heard }) => heard },
];

export function siteRows(sites: readonly Asked<SiteLook>[]): readonly SiteRow[] {
  return sites.flatMap((asked): readonly SiteRow[] => {
    if ("problem" in asked) return [{ ...EMPTY, site: asked.site, state: asked.problem }];
    const { site, networks } = asked.answer;
    if (networks.length === 0) return [{ ...EMPTY, site, state: "has none", isFine: true }];
    return networks.map((network) => siteRow(asked.answer, network));
  });
}

const EMPTY = { network: "-", generation: "", ports: "", remote: "", heard: "", isFine: false };

function siteRow({ site, heard }: SiteLook, network: NetworkLook): SiteRow {
  const { ports } = network;
  // Of a routed network there are members instead: at floating IPs, and let in.
  const followed = [...network.remotePorts, ...network.members];
  const up = ports.filter(({ status }) => status === "ACTIVE").length;
  const realized = followed.filter(({ lacks }) => lacks.length === 0).length;
  const state = stateOf(network);
  const lags = heard.filter((one) => network.sites.includes(one.site));
  return {
    site,
    network: network.name,
    state,
    generation: String(network.generation),
    ports: up === ports.length ? String(up) : `${up} up of ${ports.length}`,
    remote: `${realized} of ${followed.length}`,
    heard: lags.map((one) => `${one.site} ${ago(one.heardAgoMs)}`).join(", "),
    isFine: state === "in force" && realized === followed.length,
  };
}

function stateOf({ phase, toDo, conflicts }: NetworkLook): string {
  if (phase !== "in-force") return phase;
  if (conflicts.length > 0) return conflicts.join("; ");
  return toDo === null || toDo.length === 0 ? "in force" : `Neutron lacks: ${toDo.join(", ")}`;
}

function ago(ms: number | null): string {
  return ms === null ? "never" : `${Math.round(ms / 1000)} s ago`;
}

/** One remote port, as a line. */
interface PortRow extends RemotePortLook {
  readonly in: string;
  readonly network: string;
}

const lacksColumn: Column<{ readonly lacks: readonly string[] }> = {
  heading: "lacks",
  cell: ({ lacks }) => (lacks.length === 0 ? "nothing: realized" : lacks.join("; ")),
  style: ({ lacks }) => (lacks.length === 0 ? "green" : "red"),
};

export const PORT_COLUMNS: readonly Column<PortRow>[] = [
  { heading: "in", cell: (row) => row.in },
  { heading: "network", cell: ({ network }) => network },
  { heading: "of", cell: ({ site, portId }) => `${site}/${portId}` },
  { heading: "address", cell: ({ addresses }) => addresses.join(", ") },
  { heading: "mac", cell: ({ mac }) => mac },
  { heading: "endpoint", cell: ({ vtep }) => vtep ?? "-" },
  lacksColumn,
];

/** Remote ports that lack something, or all. */
export function portRows(sites: readonly Asked<SiteLook>[], all: boolean): readonly PortRow[] {
  return rowsOf(sites, ({ remotePorts }) => remotePorts, all);
}

/** One member of a routed network in one site, as a line. */
interface MemberRow extends MemberLook {
  readonly in: string;
  readonly network: string;
}

export const MEMBER_COLUMNS: readonly Column<MemberRow>[] = [
  { heading: "in", cell: (row) => row.in },
  { heading: "network", cell: ({ network }) => network },
  { heading: "member", cell: ({ site, portId }) => `${site}/${portId}` },
  { heading: "floating IP", cell: ({ address }) => address ?? "-" },
  lacksColumn,
];

/** Members of routed networks that lack something, or all. */
export function memberRows(sites: readonly Asked<SiteLook>[], all: boolean): readonly MemberRow[] {
  return rowsOf(sites, ({ members }) => members, all);
}

function rowsOf<Of extends { readonly lacks: readonly string[] }>(
  sites: readonly Asked<SiteLook>[],
  of: (network: NetworkLook) => readonly Of[],
  all: boolean,
): readonly (Of & { readonly in: string; readonly network: string })[] {
  return sites.flatMap((asked) =>
    "problem" in asked
      ? []
      : asked.answer.networks.flatMap((network) =>
          of(network)
            .filter(({ lacks }) => all || lacks.length > 0)
            .map((one) => ({ ...one, in: asked.site, network: network.name })),
        ),
  );
}

/** A tunnel endpoint, as one site finds it. */
interface TunnelRow extends TunnelLook {
  readonly from: string;
}

export const TUNNEL_COLUMNS: readonly Column<TunnelRow>[] = [
  { heading: "from", cell: ({ from }) => from },
  { heading: "endpoint", cell: ({ vtep }) => vtep },
  { heading: "of", cell: ({ site }) => site },
  { heading: "found", cell: ({ state }) => state, style: () => "red" },
  { heading: "why", cell: ({ why }) => why },
  { heading: "tried", cell: ({ triedAgoMs }) => ago(triedAgoMs) },
];

/** Those in use that fail. */
export function tunnelRows(sites: readonly Asked<SiteLook>[]): readonly TunnelRow[] {
  return sites.flatMap((asked) =>
    "problem" in asked
      ? []
      : (asked.answer.tunnels ?? []).filter(({ isFailing }) => isFailing).map((tunnel) => ({ ...tunnel, from: asked.site })),
  );
}
