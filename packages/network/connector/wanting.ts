import type { LocalNetwork, OwnPort } from "../inventory/index.ts";
import { wantAround, wantedKey, wantPort } from "../remote-ports/index.ts";
import { shadowHost } from "../shadows/index.ts";
import type { ConnectorPorts } from "./types.ts";
import type { World } from "./world.ts";

/** Keeps what the own Neutron shall have as the other sites' copies and the networks are. */
export function createWanting(world: World, { networks, others }: Pick<ConnectorPorts, "networks" | "others">) {
  let signature = "";
  let byName: ReadonlyMap<string, LocalNetwork> = new Map();

  function setPort(site: string, id: string, port: OwnPort | undefined): readonly string[] {
    const key = wantedKey(site, id);
    const before = world.wanted.all.get(key);
    const wanted = port === undefined ? undefined : wantPort(site, port, byName.get(port.network));
    if (wanted === undefined) world.wanted.delete(key);
    else world.wanted.set(key, wanted);
    return before?.vtep === undefined || before.vtep === wanted?.vtep ? [] : [shadowHost(before.vtep)];
  }

  return {
    /** The networks or the sites may be others by now: gives whether they are. */
    refresh(): boolean {
      const local = networks();
      const known = new Map([...others().keys()].map((site) => [site, world.copies.get(site)]));
      const next = JSON.stringify([local, [...known].map(([site, copy]) => [site, copy === undefined])]);
      if (next === signature) return false;
      signature = next;
      byName = new Map(local.map((network) => [network.name, network]));
      world.around = wantAround(local, known);
      world.wanted.clear();
      for (const [site, copy] of known) for (const [id, port] of copy?.ports ?? []) setPort(site, id, port);
      return true;
    },
    /** These ports of a site are not as they were: gives keys, and hosts that may be nobody's now. */
    change(site: string, ids: readonly string[]): { readonly keys: readonly string[]; readonly hosts: readonly string[] } {
      const ports = world.copies.get(site)?.ports;
      const hosts = ids.flatMap((id) => setPort(site, id, ports?.get(id)));
      return { keys: ids.map((id) => wantedKey(site, id)), hosts };
    },
  };
}
