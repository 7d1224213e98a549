import type { Network, PortChange, SecurityGroup } from "@multisite/openstack/network";
import { SHADOW_OWNER } from "../../shadows/index.ts";
import type { ProvisionAction, SeenHere, WantedHere } from "../types.ts";
import { membersOf } from "./match.ts";

/**
 * Neutron's own flag of the network says what new ports get; those that are there are changed first and the flag last, so that an
 * interrupted change is seen, and a port that its owner changes later stays as the owner wants it. A port that is filtered from now on
 * has the network's group, and may have its VIPs, which it could take before.
 */
export function changePortSecurity(
  made: Network,
  group: SecurityGroup | undefined,
  seen: SeenHere,
  { network }: WantedHere,
): readonly ProvisionAction[] {
  const isOn = network.security.portSecurity === "on";
  if ((made.port_security_enabled ?? isOn) === isOn || (isOn && group === undefined)) return [];
  const pairs = network.vips.map(({ address }) => ({ ip_address: address }));
  const remote = seen.ports.filter(({ device_owner }) => device_owner === SHADOW_OWNER);
  const change = (groupId: string | undefined, allowed: typeof pairs): PortChange => ({
    port_security_enabled: isOn,
    security_groups: groupId === undefined ? [] : [groupId],
    allowed_address_pairs: allowed,
  });
  const groupId = isOn ? group?.id : undefined;
  // Remote ports that are filtered stay members of the group when filters end: no switch asks them.
  const changes = [
    ...membersOf(seen).map((port) => ({ port, change: change(groupId, isOn ? pairs : []) })),
    ...(isOn ? remote.map((port) => ({ port, change: change(groupId, []) })) : []),
  ].filter(({ port }) => port.port_security_enabled !== undefined && port.port_security_enabled !== isOn);
  if (changes.length > 0) return changes.map(({ port, change }) => ({ act: "update-port", id: port.id, change }));
  return [{ act: "update-network", id: made.id, change: { port_security_enabled: isOn } }];
}
