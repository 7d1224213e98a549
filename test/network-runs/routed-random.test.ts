import { expect, test } from "vitest";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import { type Clouds, createClouds, NAMES, type Name } from "./clouds.ts";
import { applied } from "./plane.ts";
import { addressOf, bootMember, floatingIpsIn, letIn, openOutside, remove, routed, rulesIn, twice } from "./routed.ts";

/** More of them, or others, for a longer run. */
const SEEDS = Number(process.env.MULTISITE_SEEDS ?? 6);
const FIRST_SEED = Number(process.env.MULTISITE_FIRST_SEED ?? 1);
const ROUNDS = 40;
const SETTLE_MS = 150_000;

/** What holds of every machine that lives: its address does not change, and no rule for it goes, but where somebody takes it by hand. */
function createWitness(clouds: Clouds, machines: ReadonlyMap<string, Name>) {
  const addresses = new Map<string, string>();
  const rules = new Set<string>();
  // Neutron may give them to another machine before a site has heard that the former one does not have them.
  const freed = new Set<string>();
  const rulesNow = () =>
    NAMES.flatMap((name) => rulesIn(clouds, name).map((one) => `${one.id} ${name} ${one.remote_ip_prefix?.replace("/32", "")}`));
  return {
    problems: [] as string[],
    forgiveAddress(id: string) {
      freed.add(addresses.get(id) ?? "");
      addresses.delete(id);
    },
    forgiveRule: (rule: string) => rules.delete(rule),
    rulesNow,
    look() {
      for (const [id, name] of machines) {
        const now = addressOf(clouds, name, id);
        const before = addresses.get(id);
        if (now.includes(" and ") || (before !== undefined && before !== now))
          this.problems.push(`${name}/${id} had ${before} and has ${now || "none"}`);
        if (now !== "") addresses.set(id, now);
      }
      const living = new Set([...machines].map(([id]) => addresses.get(id)));
      const has = new Set(rulesNow());
      for (const rule of rules) {
        const [, site, address] = rule.split(" ");
        if (!has.has(rule) && living.has(address) && !freed.has(address ?? ""))
          this.problems.push(`${site} shut ${address} out, whose machine lives`);
      }
      rules.clear();
      for (const rule of has) rules.add(rule);
    },
  };
}

test.each(Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index))(
  "machines of a routed network come and go while agents die, are cut off or hear nothing, and people delete: it always ends right (seed %i)",
  async (seed) => {
    const clouds = createClouds(seed);
    const random = createSeededRandom(seed + 1000);
    const below = (count: number): number => random.bytes(4).readUInt32BE() % count;
    const pick = <Thing>(all: readonly Thing[]): Thing => all[below(all.length)] as Thing;
    const machines = new Map<string, Name>();
    const dead = new Set<Name>();
    openOutside(clouds);
    await applied(clouds, routed());
    const witness = createWitness(clouds, machines);
    const trace: string[] = [];

    const operations: Readonly<Record<string, (name: Name) => unknown>> = {
      boot: (name) => machines.set(bootMember(clouds, name), name),
      "boot another": (name) => machines.set(bootMember(clouds, name), name),
      delete() {
        if (machines.size === 0) return;
        const [id, name] = pick([...machines]);
        machines.delete(id);
        witness.forgiveAddress(id);
        remove(clouds, name, "ports", id);
      },
      "delete a floating IP"(name) {
        const all = floatingIpsIn(clouds, name);
        if (all.length === 0) return;
        const { id, port_id } = pick(all);
        witness.forgiveAddress(port_id ?? "");
        remove(clouds, name, "floatingips", id);
      },
      "delete a rule"(name) {
        const all = witness.rulesNow().filter((rule) => rule.split(" ")[1] === name);
        if (all.length === 0) return;
        const rule = pick(all);
        witness.forgiveRule(rule);
        remove(clouds, name, "security-group-rules", rule.split(" ")[0] ?? "");
      },
      kill(name) {
        if (dead.has(name)) return;
        dead.add(name);
        clouds.kill(name);
      },
      begin(name) {
        if (dead.delete(name)) clouds.begin(name);
      },
      "die at a request"(name) {
        if (!dead.has(name)) clouds.failWritesAfter(name, below(3));
      },
      "write again": (name) => clouds.failWritesAfter(name, undefined),
      isolate: (name) => clouds.isolate(name),
      rejoin: (name) => clouds.rejoin(name),
      deafen: (name) => clouds.deafen(name),
      "hear again": (name) => clouds.hearAgain(name),
    };
    const pass = async (ms: number): Promise<void> => {
      await clouds.until(clouds.clock.sleep(ms));
      witness.look();
    };
    for (let round = 0; round < ROUNDS; round++) {
      await pass(100 + below(9000));
      const [what, name] = [pick(Object.keys(operations)), pick(NAMES)];
      trace.push(`${name}: ${what}`);
      operations[what]?.(name);
    }
    for (const name of NAMES) {
      clouds.failWritesAfter(name, undefined);
      if (dead.has(name)) clouds.begin(name);
      clouds.rejoin(name);
      clouds.hearAgain(name);
    }
    for (let ms = 0; ms < SETTLE_MS; ms += 5000) await pass(5000);

    const again = `MULTISITE_FIRST_SEED=${seed} MULTISITE_SEEDS=1 vitest run test/network-runs/routed-random.test.ts`;
    const hint = [again, ...trace].join("\n");
    expect(witness.problems, hint).toEqual([]);
    const addresses = (name: Name) => [...machines].flatMap(([id, of]) => (of === name ? addressOf(clouds, name, id) : []));
    for (const name of NAMES) {
      expect(addresses(name), hint).not.toContain("");
      expect(
        floatingIpsIn(clouds, name)
          .map((one) => one.floating_ip_address)
          .toSorted(),
        hint,
      ).toEqual(addresses(name).toSorted());
      expect(letIn(clouds, name), hint).toEqual(twice(NAMES.filter((other) => other !== name).flatMap(addresses)));
    }
  },
  60_000,
);
