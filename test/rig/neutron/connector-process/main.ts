/** A connector as a process of its own, which can be killed: started by `start.ts` in its site's namespace. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import type { NewAlarm } from "../../../../packages/kernel/alarms/index.ts";
import { systemClock } from "../../../../packages/kernel/clock/index.ts";
import { silentLog } from "../../../../packages/kernel/log/index.ts";
import { openTlsPeers } from "../../../../packages/kernel/peers/tls/index.ts";
import { pkiFiles } from "../../../../packages/kernel/pki/index.ts";
import { createConnector, defaultSettings } from "../../../../packages/network/connector/index.ts";
import { connectTo, neutronOf } from "../../neutron-client/site.ts";
import { openSiteBus } from "../remote-ports.ts";
import { killedAt } from "./kill-points.ts";
import type { ConnectorPlan } from "./plan.ts";

const plan = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as ConnectorPlan;
const links = await openTlsPeers({
  files: pkiFiles(plan.pkiDirectory),
  listen: plan.listen,
  addressOf: (node) => plan.addresses[node],
  clock: systemClock,
  log: silentLog,
});
const bus = openSiteBus({ controller: { transportUrl: plan.transportUrl } });
const outside = killedAt(plan.killPoint, {
  client: neutronOf(connectTo({ identity: plan.identity })),
  bus,
  store: {
    load: () => (existsSync(plan.keptFile) ? deserialize(readFileSync(plan.keptFile)) : undefined),
    save(state) {
      writeFileSync(`${plan.keptFile}.new`, serialize(state));
      renameSync(`${plan.keptFile}.new`, plan.keptFile);
    },
  },
});
const alarms = new Map<string, readonly NewAlarm[]>();
const connector = createConnector(
  {
    ...outside,
    site: plan.site,
    others: () => new Map(Object.entries(plan.others)),
    clock: systemClock,
    links,
    alarms: {
      settle: (prefix, some) => {
        alarms.set(prefix, some);
        writeFileSync(`${plan.alarmsFile}.new`, JSON.stringify([...alarms.values()].flat()));
        renameSync(`${plan.alarmsFile}.new`, plan.alarmsFile);
      },
    },
    networks: () => plan.networks,
    onTrouble: (what, thrown) => console.log(`${new Date().toISOString()} ${what}: ${thrown}`),
  },
  { ...defaultSettings, passMs: plan.passMs },
);
connector.start();
