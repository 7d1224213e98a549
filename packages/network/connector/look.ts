import type { Action, Memory, Seen, ShadowPort, Wanted } from "../remote-ports/index.ts";
import type { ConnectorSettings } from "./types.ts";

/** A remote port, and whether it is what the other site's port asks for. */
export interface LookedAtPort {
  /** `SITE/PORT`, of the port at its own site. */
  readonly key: string;
  readonly networkId: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly vtep: string | undefined;
  /** Undefined: there is none yet. */
  readonly id: string | undefined;
  /** In words; empty: it is realized. */
  readonly lacks: readonly string[];
}

/** All remote ports that this site shall have, against what was just read. Pure. */
export function lookAt(
  wanted: Wanted,
  seen: Seen,
  memory: Memory,
  { rules, limits }: Pick<ConnectorSettings, "rules" | "limits">,
): readonly LookedAtPort[] {
  const everything = { ...limits, changes: Number.POSITIVE_INFINITY };
  const { actions, alarms } = rules(wanted, seen, { ...memory, upAtMs: new Map(), refused: new Map() }, everything);
  const toDo = Map.groupBy(
    actions.filter((action) => "key" in action),
    (action) => action.key,
  );
  const shadows = new Map(seen.shadows.map((shadow) => [shadow.device_id, shadow]));
  return wanted.ports.map((port) => {
    const shadow = shadows.get(port.key);
    const lacks = [
      ...alarms.filter(({ id }) => id.endsWith(`/${port.key}`)).map(({ cause }) => cause.replace(/\.$/, "")),
      ...(port.vtep === undefined ? ["its own site knows no tunnel endpoint of it"] : []),
      ...missing(shadow, port.isUp),
      ...(toDo.get(port.key) ?? []).map(saying),
    ];
    return {
      key: port.key,
      networkId: port.networkId,
      mac: port.mac,
      addresses: port.addresses.map(({ ip_address }) => ip_address),
      vtep: port.vtep,
      id: shadow?.id,
      // What is realized by now was refused once, and is not any more.
      lacks: lacks.length === 0 ? [] : [...refusal(memory, port.key), ...lacks],
    };
  });
}

function refusal({ refused }: Memory, key: string): readonly string[] {
  const found = refused.get(key);
  return found === undefined ? [] : [`Neutron refused it: ${found.why}`];
}

function missing(shadow: ShadowPort | undefined, isUp: boolean): readonly string[] {
  if (shadow === undefined) return ["there is no such port yet"];
  return isUp && shadow.status !== "ACTIVE" ? [`its status is ${shadow.status}`] : [];
}

function saying({ act }: Action): string {
  return `to do: ${act}`;
}
