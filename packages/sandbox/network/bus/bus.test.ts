import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import type { RpcMessage } from "@multisite/openstack/rpc";
import { expect, test } from "vitest";
import { createSandboxNeutron, openBus } from "../index.ts";

const TARGET = { exchange: "neutron", topic: "q-plugin", version: "1.0" };
const FAN_OUT = "q-agent-notifier-l2population-update_fanout";

test("calls are answered, casts that fail are nobody's, and the fan-out is heard until the bus is closed", async () => {
  const clock = createSimulatedClock();
  const neutron = createSandboxNeutron({ clock, random: createSeededRandom(1), baseMac: "fa:16:3e:40:00:00" });
  const bus = openBus(neutron, { clock, delayMs: () => 0 });
  const done = async <Result>(work: Promise<Result>): Promise<Result> => {
    await clock.advance(1);
    return await work;
  };
  expect(await done(bus.call(TARGET, "has_alive_neutron_server", {}))).toBe(true);
  const refused = bus.call(TARGET, "no_such_method", {}).catch((thrown: Error) => thrown.message);
  expect(await done(refused)).toContain("NoSuchMethod");
  await done(bus.cast(TARGET, "no_such_method", {}));
  const heard: RpcMessage[] = [];
  let gaps = 0;
  bus.listen(
    FAN_OUT,
    (message) => heard.push(message),
    () => gaps++,
  );
  const args = { fdb_entries: { network: { segment_id: 1, network_type: "vxlan", ports: {} } } };
  const say = () => done(bus.cast({ ...TARGET, exchange: FAN_OUT }, "remove_fdb_entries", args));
  await say();
  expect(gaps).toBe(1);
  expect(heard).toEqual([{ method: "remove_fdb_entries", args, version: "1.0" }]);
  await bus.close();
  await say();
  expect(heard).toHaveLength(1);
});
