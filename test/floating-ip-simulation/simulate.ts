import { createSimulatedClock } from "../../packages/kernel/clock/index.ts";
import { MultisiteError, messageOf } from "../../packages/kernel/errors/index.ts";
import type { FactBody } from "../../packages/kernel/facts/index.ts";
import { openRunJournal, resumeRun, startRun } from "../../packages/kernel/journal/index.ts";
import type { MovePlan } from "../../packages/network/floating-ips/index.ts";
import { type MoveHands, moveFloatingIpRun, prepareMove } from "../../packages/network/runs/index.ts";
import type { SiteOrder } from "../../packages/network/site/index.ts";
import { createChance } from "./chance.ts";
import { ADDRESS, SERVER } from "./cloud.ts";
import { createSite, type Site } from "./site.ts";

export interface Simulated {
  readonly problems: readonly string[];
  readonly trace: readonly string[];
  /** How often something came about that the test is about. */
  readonly counts: { readonly moved: number; readonly failed: number; readonly fenced: number; readonly overridden: number };
}

const NAMES = ["east", "north", "south", "west"];
const TICK_MS = 250;

/** Moves an address about by chance while sites are cut off, Neutrons die, runs stop anywhere, and orders come late. */
export async function simulateMoves(seed: number, rounds: number): Promise<Simulated> {
  const chance = createChance(seed);
  const clock = createSimulatedClock();
  const problems = new Set<string>();
  const trace: string[] = [];
  const counts = { moved: 0, failed: 0, fenced: 0, overridden: 0 };
  const fenced = new Set<string>();
  const say = (text: string): void => void trace.push(`${(clock.monotonicMs() / 1000).toFixed(2)} ${text}`);

  const answering = (): readonly string[] =>
    sites.filter(({ name, cloud }) => cloud.answers() && !fenced.has(name)).map((one) => one.name);
  /** Two may answer only while one of them was overridden and has not let go. */
  const look = (): void => {
    const now = answering();
    say(`answers: ${now.join(", ") || "nobody"}`);
    const overridden = sites.flatMap((one) => one.notes.all()).filter(({ against }) => against === "override");
    const isAllowed = (name: string): boolean => overridden.some(({ site }) => site === name);
    if (now.length > 1 && now.filter((name) => !isAllowed(name)).length > 1) problems.add(`${now.join(" and ")} answer at once`);
    if (now.length > 1 && overridden.length === 0) problems.add(`${now.join(" and ")} answer, and nobody typed an override`);
  };
  const sites: readonly Site[] = NAMES.map((name) =>
    createSite({
      name,
      clock,
      chance,
      onChange: () => look(),
      ...(name === "south" || name === "east"
        ? {
            fence({ from, to }) {
              counts.fenced++;
              fenced.delete(to);
              for (const one of from) fenced.add(one);
              say(`fence of ${to}: ${from.join(", ")} are kept away`);
            },
          }
        : {}),
    }),
  );
  const siteOf = (name: string): Site => sites.find((one) => one.name === name) as Site;
  const skewMs = new Map(NAMES.map((name) => [name, chance.happens(0.3) ? chance.between(-600_000, 600_000) : 0]));
  const isJoined = (one: Site, other: Site): boolean => one === other || !(one.isCut || other.isCut);

  /** As the links: an answer may be lost, and an order may come long after it was given up. */
  function handsAt(from: Site, fault: () => "none" | "lost" | "late" | "crash"): MoveHands {
    return {
      // Clocks of operators' hosts need not be right.
      clock: { ...clock, nowMs: () => clock.nowMs() + (skewMs.get(from.name) ?? 0) },
      sites: () => NAMES,
      staleHolders: from.notes,
      async ask(name: string, order: SiteOrder) {
        const to = siteOf(name);
        await clock.sleep(chance.between(5, 50));
        const what = fault();
        const gone = () => new MultisiteError("kernel.peers.unreachable", `${name} does not answer.`);
        if (!isJoined(from, to)) throw gone();
        if (what === "crash") throw new Error("The agent of the operator died.");
        if (what === "late") {
          const laterMs = chance.between(1000, 120_000);
          const isLook = order.order.startsWith("look");
          if (!isLook) {
            say(`${order.order} to ${name} is late`);
            void clock.sleep(laterMs).then(() => to.order(order).catch(() => undefined));
          }
          throw gone();
        }
        const answer = JSON.parse(JSON.stringify(await to.order(order)));
        if (what === "lost") throw gone();
        return answer;
      },
    };
  }
  const journals = new Map(NAMES.map((name) => [name, openRunJournal(undefined)]));
  const unfinished: { readonly at: string; readonly id: string }[] = [];
  const someFault = () => (chance.happens(0.06) ? chance.one(["lost", "late", "crash"] as const) : "none");

  async function work(at: Site, fault: () => "none" | "lost" | "late" | "crash", what: MoveWish | string): Promise<boolean> {
    const hands = handsAt(at, fault);
    const journal = journals.get(at.name);
    if (journal === undefined) return false;
    const world = { journal, clock, random: chance.random };
    try {
      const run =
        typeof what === "string"
          ? await resumeRun(moveFloatingIpRun(hands), what, world)
          : await startRun(moveFloatingIpRun(hands), JSON.parse(JSON.stringify(await prepare(hands, what))) as FactBody, world);
      say(
        `run ${run.id} at ${at.name}: ${run.state} ${run.steps.map(({ name, note }) => `${name}${note ? `(${note})` : ""}`).join(" ")}`,
      );
      if (run.state === "done") counts.moved++;
      else {
        counts.failed++;
        unfinished.push({ at: at.name, id: run.id });
      }
      return run.state === "done";
    } catch (thrown) {
      say(`refused at ${at.name}: ${messageOf(thrown).replaceAll("\n", " ")}`);
      return false;
    }
  }
  async function prepare(hands: MoveHands, { to, override }: MoveWish): Promise<MovePlan> {
    const typed = override ? { override: { address: ADDRESS, reason: "it burns" } } : {};
    const plan = await prepareMove(hands, { address: ADDRESS, to, port: SERVER, ...typed });
    if (plan.against === "override") counts.overridden++;
    say(
      `move ${plan.move.epoch} to ${to}, from ${plan.releases.map((one) => one.site).join(", ")}; against ${plan.silent.join(", ") || "nobody"}: ${plan.against}`,
    );
    return plan;
  }

  let isOver = false;
  /** Facts go between sites that reach each other; who let go is not fenced any more. */
  const exchange = async (): Promise<void> => {
    while (!isOver) {
      await clock.sleep(500);
      for (const one of sites)
        for (const other of sites) {
          if (one !== other && isJoined(one, other)) other.store.merge(one.store.since(undefined, 1000).facts, clock.nowMs());
        }
      if (sites.every((one) => one.open().length === 0)) fenced.clear();
    }
  };
  void exchange();

  const settle = async <Result>(promise: Promise<Result>): Promise<Result> => {
    let isDone = false;
    const ended = promise.finally(() => {
      isDone = true;
    });
    ended.catch(() => undefined);
    while (!isDone) await clock.advance(TICK_MS);
    return await ended;
  };

  await settle(
    siteOf("north").order({
      order: "take-floating-ip",
      move: { address: ADDRESS, to: "north", epoch: 1 },
      port: { id: SERVER, fixedAddress: "10.78.0.7", projectId: "vnf" },
      silent: [],
      networkId: "outside",
      description: "",
    }),
  );
  for (let round = 0; round < rounds; round++) {
    for (const site of sites) {
      site.isCut = chance.happens(site.isCut ? 0.5 : 0.15);
      site.cloud.isUp = chance.happens(site.cloud.isUp ? 0.9 : 0.5);
    }
    say(
      `cut: ${sites
        .filter((one) => one.isCut)
        .map((one) => one.name)
        .join(", ")}; Neutron dead: ${sites
        .filter((one) => !one.cloud.isUp)
        .map((one) => one.name)
        .join(", ")}`,
    );
    const wish = (): MoveWish => ({ to: chance.one(NAMES), override: chance.happens(0.25) });
    const operator = () => siteOf(chance.one(["east", "north"]));
    const works = [work(operator(), someFault, wish())];
    // Two operators at once, and one who goes on with what failed long ago.
    if (chance.happens(0.3)) works.push(work(operator(), someFault, wish()));
    if (unfinished.length > 0 && chance.happens(0.5)) {
      const { at, id } = chance.one(unfinished);
      works.push(work(siteOf(at), someFault, id));
    }
    await settle(Promise.all(works));
    await clock.advance(chance.between(0, 20_000));
  }

  say("all is mended");
  for (const site of sites) {
    site.isCut = false;
    site.cloud.isUp = true;
  }
  await clock.advance(200_000);
  look();
  const open = sites.flatMap((one) => one.open());
  if (open.length > 0) problems.add(`${open.map(({ site }) => site).join(", ")} have not let go`);
  if (answering().length > 1) problems.add(`${answering().join(" and ")} answer at the end`);
  if (!(await settle(work(siteOf("east"), () => "none", { to: chance.one(NAMES), override: false })))) {
    // Where it is already is a refusal, or nothing to do.
    if (answering().length !== 1) problems.add("the address cannot be moved any more");
  }
  await clock.advance(5000);
  if (answering().length !== 1) problems.add(`at the end ${answering().join(" and ") || "nobody"} answers`);
  isOver = true;
  for (const journal of journals.values()) journal.close();
  for (const { store } of sites) store.close();
  return { problems: [...problems], trace, counts };
}

interface MoveWish {
  readonly to: string;
  readonly override: boolean;
}
