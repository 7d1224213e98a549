// Holds sites up until it is told to end: the process behind `npm run rig up`. Its arguments are a file to
// describe them in once they are up, and their names.
import { createBackupNetwork, createMachineIn, type NeutronSite, startSites } from "../neutron/index.ts";
import { type Order, takeOrders } from "./orders.ts";
import { hostsOf } from "./plan.ts";
import { type HostState, type SiteState, socketFile, writeState } from "./state.ts";

const [file = "", ...names] = process.argv.slice(2);
let stop = async (): Promise<void> => {};
process.once("SIGTERM", async () => {
  console.log("stopping");
  await stop();
  process.exit(0);
});
writeState(file, []);
const rig = await startSites(Object.fromEntries(names.map((name, index) => [name, { hosts: hostsOf(index) }])), console.log);
stop = rig.stop;

console.log("making the network `backup` with a machine on each host");
let sites = await Promise.all(names.map((name, index) => describe(rig.sites[name] as NeutronSite, index)));
await takeOrders(socketFile, obey);
writeState(file, sites);
console.log("ready");

async function obey({ order, site }: Order): Promise<void> {
  const isCut = order === "cut";
  const stillCut = new Set(sites.filter((one) => one.isCut && one.name !== site).map(({ name }) => name));
  for (const other of names.filter((name) => name !== site)) {
    if (isCut) await rig.network.cut(site, other);
    // A link is whole while neither of its ends is cut off.
    else if (!stillCut.has(other)) await rig.network.heal(site, other);
  }
  await (isCut ? rig.fabric.cut(site) : rig.fabric.heal(site));
  sites = sites.map((one) => (one.name === site ? { ...one, isCut } : one));
  writeState(file, sites);
}

/** The same segment and range in all sites, with addresses of each site's own: ready to be joined. */
async function describe(site: NeutronSite, index: number): Promise<SiteState> {
  const first = 10 + 50 * index;
  const backup = await createBackupNetwork(site, { segment: 5001, pool: [`10.77.0.${first}`, `10.77.0.${first + 49}`] });
  const hosts: HostState[] = [];
  for (const host of site.hosts) {
    const machine = await createMachineIn(site, host, backup);
    hosts.push({
      name: host.name,
      kind: host.kind,
      namespace: host.namespace,
      tunnelAddress: host.tunnelAddress,
      agentCount: host.agentCount,
      switchDirectory: host.switchDirectory,
      machine: { namespace: machine.namespace, ipAddress: machine.port.ipAddress, portId: machine.port.id },
    });
  }
  return {
    name: site.name,
    namespace: rig.network.namespace(site.name),
    identityUrl: site.controller.identity.url,
    adminPassword: site.controller.identity.adminPassword,
    neutronUrl: site.controller.url,
    transportUrl: site.controller.transportUrl,
    isCut: false,
    hosts,
  };
}
