// Holds sites up until it is told to end: the process behind `npm run rig up`. Its arguments are a file to
// describe them in once they are up, and their names.
import { createBackupNetwork, createMachineIn, type NeutronSite, startSites } from "../neutron/index.ts";
import { hostsOf } from "./plan.ts";
import { type HostState, type SiteState, writeState } from "./state.ts";

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
const sites = await Promise.all(names.map((name, index) => describe(rig.sites[name] as NeutronSite, index)));
writeState(file, sites);
console.log("ready");

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
    hosts,
  };
}
