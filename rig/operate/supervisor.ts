// Holds sites up until it is told to end: the process behind `npm run rig up`. Its arguments are a file to
// describe them in once they are up, and their names.
import { writeFileSync } from "node:fs";
import { createBackupNetwork, type NeutronSite, startSites } from "../neutron/index.ts";
import { allOrNone } from "../process/all-or-none.ts";
import { createSiteCuts } from "./cuts.ts";
import { createMachines } from "./machines.ts";
import { type Order, takeOrders } from "./orders.ts";
import { hostsOf, planeDocument } from "./plan.ts";
import { type RunningStar, startStar } from "./star.ts";
import { documentFile, type SiteState, socketFile, starDirectory, writeState } from "./state.ts";

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
const siteOf = (name: string): NeutronSite => {
  const found = rig.sites[name];
  if (found === undefined) throw new Error(`There is no site ${name}, but ${names.join(", ")}.`);
  return found;
};
const cuts = createSiteCuts(rig);
const machines = createMachines(names.map(siteOf));

console.log("making the network `backup` with a machine on each host, and starting the agents of a star");
let star: RunningStar;
try {
  [star] = await allOrNone([startStar(rig, starDirectory), ...names.map(fill)]);
} catch (thrown) {
  await rig.stop();
  throw thrown;
}
stop = async () => {
  await star.stop();
  await rig.stop();
};
writeFileSync(documentFile, planeDocument(names));
await takeOrders(socketFile, async (order) => {
  const said = await obey(order);
  describe();
  return said;
});
describe();
console.log("ready");

/** The same segment and range in all sites, with addresses of each site's own: ready to be joined. */
async function fill(name: string, index: number): Promise<void> {
  const first = 10 + 50 * index;
  await createBackupNetwork(siteOf(name), { segment: 5001, pool: [`10.77.0.${first}`, `10.77.0.${first + 49}`] });
  for (const host of siteOf(name).hosts) await machines.boot(host.name, "backup");
}

async function obey(order: Order): Promise<string> {
  switch (order.order) {
    case "cut":
      await cuts.cut(siteOf(order.site).name);
      return `${order.site} reaches no other site, until \`npm run rig heal ${order.site}\`. Inside of it all goes on.`;
    case "heal":
      await cuts.heal(siteOf(order.site).name);
      return `${order.site} is joined to all sites that are not cut off themselves.`;
    case "boot": {
      const { name, ipAddress, host } = await machines.boot(order.host, order.network, order.address);
      return `${name} has ${ipAddress} at ${host}; \`npm run rig shell ${name}\` is a shell in it.`;
    }
    case "destroy":
      await machines.destroy(order.machine);
      return `${order.machine} and its port are gone.`;
  }
}

function describe(): void {
  writeState(file, names.map(stateOf));
}

function stateOf(name: string): SiteState {
  const { controller, hosts } = siteOf(name);
  return {
    name,
    namespace: rig.network.namespace(name),
    identityUrl: controller.identity.url,
    adminPassword: controller.identity.adminPassword,
    neutronUrl: controller.url,
    transportUrl: controller.transportUrl,
    isCut: cuts.isCut(name),
    agentHome: star.home(name),
    machines: machines.of(name),
    hosts: hosts.map(({ name: host, kind, namespace, tunnelAddress, agentCount, switchDirectory }) => ({
      name: host,
      kind,
      namespace,
      tunnelAddress,
      agentCount,
      switchDirectory,
    })),
  };
}
