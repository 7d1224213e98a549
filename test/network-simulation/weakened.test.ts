import { expect, test } from "vitest";
import { type ConnectorSettings, defaultSettings } from "../../packages/network/connector/index.ts";
import { openScene, type Scene, simulate } from "./run.ts";

type Rules = ConnectorSettings["rules"];
const { rules: right } = defaultSettings;

/** Silence of a site is taken for news that its ports are gone. */
const actOnSilence: Rules = (wanted, ...rest) => right({ ...wanted, unknownSites: new Set() }, ...rest);

/** An agent goes before its ports, and nobody looks for what that leaves. */
const agentFirst: Rules = (wanted, seen, ...rest) => {
  const { actions, ...decision } = right(wanted, seen, ...rest);
  const going = new Set(actions.flatMap((action) => (action.act === "delete-port" ? action.id : [])));
  const hosts = new Set(seen.shadows.filter(({ id }) => going.has(id)).map((shadow) => shadow["binding:host_id"]));
  const first = seen.agents
    .filter(({ host }) => hosts.has(host))
    .map(({ id, host }) => ({ act: "delete-agent", id, host }) as const);
  return { ...decision, actions: [...first, ...actions.filter(({ act }) => act !== "remove-fdb")] };
};

/** Nobody looks for what a deleted agent has left. */
const withoutStray: Rules = (...all) => {
  const { actions, ...decision } = right(...all);
  return { ...decision, actions: actions.filter(({ act }) => act !== "remove-fdb") };
};

/** An agent that Neutron has heard once is bound to for ever. */
const withoutReports: Rules = (wanted, seen, ...rest) => {
  const { actions, ...decision } = right(wanted, seen, ...rest);
  const known = new Set(seen.agents.map(({ host }) => host));
  return { ...decision, actions: actions.filter((action) => action.act !== "report-state" || !known.has(action.host)) };
};

/** Address pairs stay as they were when the remote port was made. */
const withoutPairs: Rules = (wanted, ...rest) =>
  right({ ...wanted, ports: wanted.ports.map((port) => ({ ...port, pairs: [] })) }, ...rest);

/** A port that Neutron shows as ACTIVE counts as realized, whatever hosts were told. */
const believesActive: Rules = (wanted, seen, ...rest) => {
  const { actions, ...decision } = right(wanted, seen, ...rest);
  return { ...decision, actions: actions.filter((action) => action.act !== "device-up" || !action.isRepeated) };
};

async function play(rules: Rules, scene: (scene: Scene) => Promise<void>): Promise<readonly string[]> {
  const opened = openScene({ seed: 5, sites: 3, settings: { rules } });
  try {
    await scene(opened);
    await opened.settle();
    return [...opened.witness.problems];
  } finally {
    opened.world.stop();
  }
}

async function bootEverywhere({ world, instances, pass }: Scene): Promise<void> {
  for (const name of world.names) instances.boot(name, "plane-a");
  for (let times = 0; times < 12; times++) await pass(5000);
}

test.each<[string, Rules, RegExp, (scene: Scene) => Promise<void>]>([
  [
    "when silence counts as news, a connector that lost its disk takes away the ports of a site that it cannot reach",
    actOnSilence,
    /has taken away site-2/,
    async (scene) => {
      await bootEverywhere(scene);
      const { world, pass, faults } = scene;
      world.peers.cut("site-1", "site-2");
      world.site("site-1").crash();
      world.site("site-1").forget();
      world.site("site-1").start();
      await pass(30_000);
      await pass(30_000);
      faults.heal();
    },
  ],
  [
    "when agents go before their ports, flows stay in the hosts",
    agentFirst,
    /too many fa:16:3e:02/,
    async (scene) => {
      await bootEverywhere(scene);
      const gone = [...scene.instances.all.values()].find(({ site }) => site === "site-2");
      if (gone !== undefined) scene.instances.remove(gone);
      await scene.pass(5000);
    },
  ],
  [
    "when nobody looks for what an agent has left that somebody deleted, flows stay in the hosts",
    withoutStray,
    /too many fa:16:3e:02/,
    async (scene) => {
      await bootEverywhere(scene);
      const gone = [...scene.instances.all.values()].find(({ site }) => site === "site-2");
      scene.world.site("site-1").crash();
      for (const { id, host } of [...scene.world.site("site-1").neutron.state.agents.values()])
        if (host.startsWith("multisite-"))
          scene.world.site("site-1").neutron.request({ method: "DELETE", path: `/agents/${id}` });
      if (gone !== undefined) scene.instances.remove(gone);
      await scene.pass(5000);
      for (const { id, device_id } of [...scene.world.site("site-1").neutron.state.ports.values()]) {
        if (!device_id.startsWith("site-2/")) continue;
        scene.witness.forgive("site-1", device_id);
        scene.world.site("site-1").neutron.request({ method: "DELETE", path: `/ports/${id}` });
      }
      scene.world.site("site-1").start();
    },
  ],
  [
    "without a fresh report, a port that comes late does not bind",
    withoutReports,
    /missing/,
    async (scene) => {
      await bootEverywhere(scene);
      await scene.pass(90_000);
      const host = [...scene.instances.all.values()].find(({ site }) => site === "site-2")?.host;
      // So many that some are on the host of the first.
      for (let times = 0; times < 12; times++) scene.instances.boot("site-2", "plane-a");
      expect(host).toBeDefined();
    },
  ],
  [
    "without address pairs, nobody is reached under the VIP",
    withoutPairs,
    /with the VIP/,
    async (scene) => {
      await bootEverywhere(scene);
      for (const instance of scene.instances.all.values()) scene.instances.takeVip(instance);
    },
  ],
  [
    "when ACTIVE counts as realized, a host that started while an agent was deleted never hears of its ports",
    believesActive,
    /missing fa:16:3e:02/,
    async (scene) => {
      await bootEverywhere(scene);
      const { neutron } = scene.world.site("site-1");
      for (const { id, host } of [...neutron.state.agents.values()])
        if (host.startsWith("multisite-")) neutron.request({ method: "DELETE", path: `/agents/${id}` });
      for (const host of neutron.hosts.values()) host.restart(true);
    },
  ],
])(
  "the checks can fail: %s",
  async (_, rules, problem, scene) => {
    const weak = await play(rules, scene);
    expect(
      weak.some((one) => problem.test(one)),
      weak.join("\n"),
    ).toBe(true);
    expect(await play(right, scene)).toEqual([]);
  },
  60_000,
);

test("a run is the same again: its seed tells everything", async () => {
  const once = await simulate({ seed: 3, sites: 3, rounds: 20 });
  const again = await simulate({ seed: 3, sites: 3, rounds: 20 });
  expect(again.trace).toEqual(once.trace);
});
