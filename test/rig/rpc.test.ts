import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parseTransportUrl } from "../../packages/kernel/bus/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { silentLog } from "../../packages/kernel/log/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { openRpcBus, type RpcBus, type RpcMessage } from "../../packages/openstack/rpc/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type OsloPeer, startOsloPeer } from "../../rig/oslo-messaging/index.ts";
import { type Rabbitmq, startRabbitmq } from "../../rig/rabbitmq.ts";
import { describeReal } from "../support/describe-real.ts";

const SERVER = { exchange: "rig", topic: "q-rig", version: "1.0" };
const NEWS = "multisite-news_fanout";
const SOON = { timeout: 30_000, interval: 50 };

describeReal("remote calls to and from the real oslo.messaging, over a real RabbitMQ", ringTwo, () => {
  let rabbit: Rabbitmq;
  let peer: OsloPeer;
  let bus: RpcBus;
  const heard: RpcMessage[] = [];
  let gaps = 0;

  beforeAll(async () => {
    rabbit = await startRabbitmq();
    const options = { clock: systemClock, random: systemRandom, log: silentLog };
    bus = openRpcBus({ location: parseTransportUrl(rabbit.transportUrl), ...options });
    // Before the exchange is there: it is waited for.
    bus.listen(
      NEWS,
      (message) => heard.push(message),
      () => gaps++,
    );
    peer = await startOsloPeer(rabbit.transportUrl);
  });
  afterAll(async () => {
    await bus?.close();
    await peer?.stop();
    await rabbit?.stop();
  });

  test("a call is answered with what the server returns, as an administrator's", async () => {
    const args = { device: "port", nested: { list: [1, "zwei", null] } };
    expect(await bus.call(SERVER, "echo", args)).toEqual({ arguments: args, is_admin: true });
    const many = await Promise.all(Array.from({ length: 50 }, (_, number) => bus.call(SERVER, "echo", { number })));
    expect(many.map((answer) => (answer as { arguments: { number: number } }).arguments.number)).toEqual(many.map((_, at) => at));
  });

  test("what the server raises reaches the caller with its class; a version that it has not is said", async () => {
    await expect(bus.call(SERVER, "fail", { text: "no such network" })).rejects.toMatchObject({
      code: "openstack.rpc.remote",
      message: "ValueError: no such network",
    });
    await expect(bus.call({ ...SERVER, version: "1.9" }, "echo", {})).rejects.toThrow("UnsupportedVersion");
  });

  test("a server that does not answer in time is told from one that is not there", async () => {
    await expect(bus.call(SERVER, "hang", {}, { timeoutMs: 200 })).rejects.toMatchObject({ code: "openstack.rpc.timeout" });
    await expect(bus.cast({ ...SERVER, topic: "q-nobody" }, "echo", {})).rejects.toMatchObject({
      code: "openstack.rpc.unroutable",
    });
    await expect(bus.cast({ ...SERVER, exchange: "nowhere" }, "echo", {})).rejects.toMatchObject({
      code: "openstack.rpc.unroutable",
    });
    expect(await bus.call(SERVER, "echo", {})).toMatchObject({ arguments: {} });
  });

  test("a fan-out is heard, and again after the broker was killed, with word that something may have been missed", async () => {
    await vi.waitFor(() => expect(gaps).toBe(1), SOON);
    peer.tellNews("add_fdb_entries", { fdb_entries: { network: { segment_id: 1000 } } });
    await vi.waitFor(() => expect(heard.map(({ method }) => method)).toEqual(["add_fdb_entries"]), SOON);
    expect(heard[0]?.args).toEqual({ fdb_entries: { network: { segment_id: 1000 } } });
    await rabbit.kill();
    await expect(bus.cast(SERVER, "echo", {})).rejects.toMatchObject({
      code: expect.stringMatching(/^openstack\.rpc\.(disconnected|unreachable)$/),
    });
    await rabbit.restart();
    await vi.waitFor(() => expect(gaps).toBe(2), SOON);
    await vi.waitFor(async () => {
      peer.tellNews("remove_fdb_entries", {});
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(heard.at(-1)?.method).toBe("remove_fdb_entries");
    }, SOON);
    await vi.waitFor(async () => expect(await bus.call(SERVER, "echo", {}, { timeoutMs: 2000 })).toBeDefined(), SOON);
  });
});
