import { newestChainHash } from "./contents.ts";
import type { Operators } from "./operators.ts";
import type { SimulatedStar } from "./star.ts";
import type { Witness } from "./witness.ts";

/** Far beyond what the document allows. */
const WRONG_CLOCK_MS = 300_000;

export type Faults = ReturnType<typeof createFaults>;

/** What goes wrong in a run. */
export function createFaults(star: SimulatedStar, witness: Witness, operators: Operators) {
  const { chance, clock, network, names, masters, effects } = star;
  const clockErrorMs = star.star.keys.clockErrorMs;
  let isCalm = true;
  let isHealed = false;

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

  const others = (site: string): readonly string[] => names.filter((name) => star.siteOf(name) !== site);
  const ofSite = (site: string): readonly string[] => names.filter((name) => star.siteOf(name) === site);

  function cutSite(site: string, directions: "both" | "one" = "both"): void {
    star.note(`${site} is cut off${directions === "one" ? ", in one direction" : ""}`);
    witness.count("site cut off");
    for (const name of ofSite(site)) for (const other of others(site)) network.cut(name, other, directions);
  }

  function shuffled(list: readonly string[]): string[] {
    const rest = [...list];
    return list.map(() => rest.splice(chance.pick(rest.length), 1)[0] as string);
  }

  /** As FoundationDB does: nodes lose their links one after the other, and get them back in another order. */
  async function swizzle(): Promise<void> {
    witness.count("swizzle");
    star.note("links go one by one");
    const chosen = shuffled(names).slice(0, 1 + chance.pick(names.length));
    for (const name of chosen) {
      if (isHealed) return;
      for (const other of names) if (other !== name) network.cut(name, other);
      await clock.sleep(chance.pick(2000));
    }
    for (const name of shuffled(chosen)) {
      if (isHealed) return;
      for (const other of names) network.heal(name, other);
      await clock.sleep(chance.pick(2000));
    }
  }

  function setWeather(isGood: boolean): void {
    const share = (): number => chance.pick(20) / 100;
    isCalm = isGood;
    if (isGood) network.setConditions({ loss: 0, duplication: 0, maxDelayMs: 20 });
    else network.setConditions({ loss: share(), duplication: share(), maxDelayMs: 5 + chance.pick(600) });
  }

  /** What is on one disk only is lost with that disk; that is no fault of ours. */
  function mayLoseDisk(name: string): boolean {
    const node = star.nodes.get(name);
    const standIns = [...star.nodes.values()].filter((other) => other.name !== name);
    if (node === undefined || !standIns.some((other) => node.agent.exchange.hasTold(other.name))) return false;
    if (!masters.includes(name)) return true;
    const second = standIns.find((other) => masters.includes(other.name));
    return second !== undefined && newestChainHash(second.home) === newestChainHash(node.home);
  }

  async function restore(name: string): Promise<void> {
    if (!mayLoseDisk(name) || !star.restore(name)) return;
    star.note(`${name} is put back to its backup`);
    witness.count("restore");
    await start(name);
  }

  function setClock(name: string): void {
    const isFar = chance.happens(0.3);
    const mostMs = isFar ? WRONG_CLOCK_MS : clockErrorMs / 4;
    star.setClockOffset(name, Math.round((chance.pick(2001) / 1000 - 1) * mostMs));
    witness.count(isFar ? "wrong clock" : "clock within the bound");
    star.note(`the clock of ${name} is ${star.clockOffset(name)} ms off`);
  }

  function fillDisk(name: string): void {
    star.note(`the disk of ${name} is full`);
    witness.count("full disk");
    effects.full.add(name);
  }

  return {
    crash,
    start,
    cutSite,
    setWeather,
    restore,
    swizzle,
    isCalm: () => isCalm,
    /** One thing that goes wrong, or is mended. */
    async any(): Promise<void> {
      const name = chance.choose(names);
      const dice = chance.pick(100);
      if (dice < 8) network.cut(name, chance.choose(names), chance.happens(0.7) ? "both" : "one");
      else if (dice < 16) cutSite(star.siteOf(name), chance.happens(0.7) ? "both" : "one");
      else if (dice < 19) await swizzle();
      else if (dice < 38) network.healAll();
      else if (dice < 42) setWeather(false);
      else if (dice < 50) setWeather(true);
      else if (dice < 57) crash(name);
      else if (dice < 60) star.nodes.get(name)?.crashService();
      else if (dice < 76) await start(name);
      else if (dice < 80) star.backUp(name);
      else if (dice < 84) await restore(name);
      else if (dice < 87) setClock(name);
      else if (dice < 89) star.setClockOffset(name, 0);
      else if (dice < 90) fillDisk(name);
      else if (dice < 93) effects.full.clear();
      else await operators.any();
    },
    async heal(): Promise<void> {
      isHealed = true;
      star.note("everything is healed");
      effects.crash = 0;
      effects.slow = 0;
      effects.full.clear();
      network.healAll();
      setWeather(true);
      for (const name of names) {
        star.setClockOffset(name, 0);
        await start(name);
      }
    },
  };
}
