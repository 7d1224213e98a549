import type { SimulatedStar } from "./star.ts";
import type { Witness } from "./witness.ts";

/** What goes wrong in a run. */
export function createFaults(star: SimulatedStar, witness: Witness) {
  const { chance, network, names } = star;

  function crash(name: string): void {
    if (!star.nodes.has(name)) return;
    star.note(`${name} crashes`);
    witness.count("crash");
    star.crash(name);
  }

  async function start(name: string): Promise<void> {
    if (star.nodes.has(name)) return;
    star.note(`${name} starts`);
    await star.start(name);
  }

  function cutSite(site: string): void {
    for (const name of names) {
      for (const other of names) if (star.siteOf(name) === site && star.siteOf(other) !== site) network.cut(name, other);
    }
  }

  return {
    crash,
    start,
    cutSite,
    /** One thing that goes wrong, or is mended. */
    async any(): Promise<void> {
      const name = chance.choose(names);
      const dice = chance.pick(100);
      if (dice < 20) network.cut(name, chance.choose(names), chance.happens(0.7) ? "both" : "one");
      else if (dice < 30) cutSite(star.siteOf(name));
      else if (dice < 50) network.healAll();
      else if (dice < 58) {
        const share = (): number => chance.pick(20) / 100;
        network.setConditions({ loss: share(), duplication: share(), maxDelayMs: 5 + chance.pick(600) });
      } else if (dice < 66) network.setConditions({ loss: 0, duplication: 0, maxDelayMs: 20 });
      else if (dice < 74) crash(name);
      else await start(name);
    },
    async heal(): Promise<void> {
      star.note("everything is healed");
      star.effects.crash = 0;
      star.effects.slow = 0;
      network.healAll();
      network.setConditions({ loss: 0, duplication: 0, maxDelayMs: 10 });
      for (const name of names) await start(name);
    },
  };
}
