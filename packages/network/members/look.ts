import { decideMembers, madeGroupOf, membersOf, type SeenHere, type WantedHere } from "../provision/index.ts";
import type { MemberElsewhere } from "./types.ts";

/** A member of a routed network as a site sees it: its own ones at their floating IPs, the others' as it lets them in. */
export interface MemberLook {
  readonly site: string;
  readonly portId: string;
  /** At which other sites reach it; null: there is none. */
  readonly address: string | null;
  /** In words; empty: nothing. */
  readonly lacks: readonly string[];
}

/** Against what was just read. Pure. */
export function lookAtMembers(
  wanted: WantedHere,
  seen: SeenHere,
  elsewhere: readonly MemberElsewhere[],
  refused: ReadonlyMap<string, string>,
): readonly MemberLook[] {
  const group = madeGroupOf(wanted, seen);
  const floatingIps = seen.ways?.floatingIps ?? [];
  const own = membersOf(seen).map(({ id }): MemberLook => {
    const leading = floatingIps.find(({ port_id }) => port_id === id);
    const lacks = leading === undefined ? ["it has no floating IP"] : downOf(leading.status);
    const address = leading?.floating_ip_address ?? null;
    return { site: wanted.site, portId: id, address, lacks: lacks.length === 0 ? [] : [...refusalOf(refused, id), ...lacks] };
  });
  const addresses = elsewhere.map(({ address }) => address);
  const missing = decideMembers(
    { ...wanted, membersElsewhere: { addresses, isWhole: false } },
    { externalNetworkId: undefined, groupId: group?.id },
    { ports: [], floatingIps: [], rules: group?.security_group_rules ?? [] },
  );
  const shut = new Set(missing.flatMap((action) => (action.act === "create-rule" ? action.request.remote_ip_prefix : [])));
  return [
    ...own,
    ...elsewhere.map(({ site, portId, address }) => {
      const lacks = shut.has(`${address}/32`) ? [...refusalOf(refused, address), "no rule lets it in here"] : [];
      return { site, portId, address, lacks };
    }),
  ];
}

function refusalOf(refused: ReadonlyMap<string, string>, about: string): readonly string[] {
  const why = refused.get(about);
  return why === undefined ? [] : [`Neutron refused it: ${why}`];
}

/** An L3 agent says that its router has the address: ACTIVE. */
function downOf(status: string): readonly string[] {
  return status === "ACTIVE" ? [] : [`its floating IP is ${status}: no L3 agent says that it has it`];
}
