import { expect } from "vitest";
import { applyNetworkRun, parseNetwork, prepareApply, type StretchedNetwork } from "../../packages/network/index.ts";
import { type Clouds, NAMES, type Name } from "./clouds.ts";

/** The document of a network `backup` over all sites. */
export const document = (generation = 1, change: object = {}): StretchedNetwork =>
  parseNetwork(
    JSON.stringify({
      apiVersion: "multisite/v1",
      kind: "StretchedNetwork",
      metadata: { name: "backup" },
      spec: { generation, project: "hss", cidr: "10.50.0.0/16", sites: NAMES.map(siteOf), ...change },
    }),
    "backup.yaml",
  );

/** A site as the document has it. */
export const siteOf = (name: Name, index: number) => ({
  name,
  pool: { first: `10.50.${index + 1}.10`, last: `10.50.${index + 1}.250` },
});

/** Applies one document after the other, each to its end. */
export async function applied(clouds: Clouds, ...versions: readonly StretchedNetwork[]): Promise<void> {
  for (const version of versions) {
    const input = await clouds.until(prepareApply(clouds.hands(), version));
    expect(await clouds.start(applyNetworkRun, input)).toMatchObject({ state: "done" });
  }
}

/** Neutron's ID of the network in a site; empty: it has none. */
export function networkIn(clouds: Clouds, name: Name): string {
  return [...clouds.neutron(name).state.networks.values()].find((one) => one.name === "backup")?.id ?? "";
}

/** A machine on the network, at the site's host. */
export function boot(clouds: Clouds, name: Name, more: object = {}): { readonly id: string; readonly mac_address: string } {
  const { request, hosts } = clouds.neutron(name);
  const body = { port: { network_id: networkIn(clouds, name), "binding:host_id": "compute-1", ...more } };
  const { port } = request({ method: "POST", path: "/ports", body }).body as { readonly port: ReturnType<typeof boot> };
  hosts.get("compute-1")?.plug(port.id);
  return port;
}

/** What stands in a site for ports of others: `SITE/PORT`. */
export function remotePortsIn(clouds: Clouds, name: Name): readonly string[] {
  return [...clouds.neutron(name).state.ports.values()].flatMap(({ device_owner, device_id }) =>
    device_owner === "multisite:remote-port" ? [device_id] : [],
  );
}
