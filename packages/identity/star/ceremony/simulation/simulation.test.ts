import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, test } from "vitest";
import { signingKeyOf } from "../certificates.ts";
import { STATEMENT_KIND } from "../statements/index.ts";
import { createSigner } from "../testing/signers.ts";
import { startMember } from "./member.ts";

const NAMES = ["east", "west", "north", "south"];
const MASTERS = ["east", "west"];
const SETTINGS = { lifeMs: 90_000, rotationPeriodMs: 60_000, stagedKeys: 2, clockErrorMs: 1000, canaryHoldMs: 5000 };
/** About four seconds each; more of them are for a longer run. */
const SEEDS = 8;

interface Token {
  readonly keyId: string;
  readonly by: string;
  readonly expiresAtMs: number;
}

/** A star of four sites that were founded by the first; `turns` moves time on and makes and validates tokens all the while. */
function startStar(seed: number, settings = SETTINGS) {
  const clock = createSimulatedClock();
  const random = createSeededRandom(seed);
  const network = createSimulatedPeers({ clock, random });
  const signers = NAMES.map(() => createSigner());
  const root = { member: "east", signingKey: signers[0]?.signingKey ?? "" };
  const members = NAMES.map((name, index) =>
    startMember({
      name,
      names: NAMES,
      masters: MASTERS,
      root,
      signer: signers[index] as (typeof signers)[number],
      clock,
      network,
      seed: seed * 10 + index,
      settings,
    }),
  );
  for (const { member } of members) members[0]?.ceremony.say({ says: "joined", member });
  let live: Token[] = [];
  const refused: string[] = [];
  const pick = (count: number): number => random.bytes(2).readUInt16BE() % count;

  async function turn(): Promise<void> {
    await clock.advance(2000);
    const nowMs = clock.nowMs();
    for (const { ceremony } of members) if (pick(4) > 0) ceremony.turn();
    live = live.filter((token) => token.expiresAtMs > nowMs);
    for (const { name, disk } of members) {
      const keyId = disk.primary("token");
      if (keyId !== undefined) live.push({ keyId, by: name, expiresAtMs: nowMs + SETTINGS.lifeMs });
    }
    for (const { name, disk, ceremony } of members) {
      if (!ceremony.mayServe()) continue;
      const held = disk.list();
      for (const token of live) if (!held.has(token.keyId)) refused.push(`${name} refuses a token of ${token.by} (seed ${seed})`);
    }
  }
  return { clock, network, members, refused, pick, turn, liveCount: () => live.length };
}

describe("the ceremony of a star in simulated time", () => {
  test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    "whatever is cut or slow, no living token is refused for want of its key; healed, all sites sign with one key (seed %i)",
    async (seed) => {
      const { network, members, refused, pick, turn, liveCount } = startStar(seed);
      for (let round = 0; round < 120; round++) {
        const [one, other] = [NAMES[pick(4)] as string, NAMES[pick(4)] as string];
        const dice = pick(12);
        if (dice === 0 && one !== other) network.cut(one, other);
        else if (dice === 1) for (const name of NAMES) if (name !== one) network.cut(one, name);
        if (dice === 2) network.healAll();
        if (dice === 3) network.setConditions({ loss: pick(30) / 100, maxDelayMs: 5 + pick(2000) });
        await turn();
      }
      network.healAll();
      network.setConditions({ loss: 0, maxDelayMs: 20 });
      const before = members.map(({ disk }) => disk.primary("token"));
      let turnsWithOneKey = 0;
      for (let round = 0; round < 90; round++) {
        await turn();
        if (new Set(members.map(({ disk }) => disk.primary("token"))).size === 1) turnsWithOneKey++;
      }
      expect(turnsWithOneKey).toBeGreaterThan(0);
      expect(refused).toEqual([]);
      expect(liveCount()).toBeGreaterThan(0);
      // Three rotation periods after the last fault: newer keys are in use everywhere, and old ones are gone.
      for (const [index, { name, ceremony, disk }] of members.entries()) {
        expect(signingKeyOf(ceremony.view(), "token", name)?.keyId).not.toBe(before[index]);
        expect(disk.list().size).toBeLessThanOrEqual(3 * (SETTINGS.stagedKeys + 1 + 4));
      }
      for (const { exchange } of members) exchange.stop();
    },
    60_000,
  );

  test("the check can fail: members that take tokens for shorter-lived than they are remove keys too early, and it is seen", async () => {
    const { refused, turn } = startStar(7, { ...SETTINGS, lifeMs: 1000 });
    for (let round = 0; round < 120; round++) await turn();
    expect(refused.length).toBeGreaterThan(0);
  });

  test("a forged renouncement, by a stranger or in another's name, changes nothing and is reported", async () => {
    const { members, turn } = startStar(99);
    for (let round = 0; round < 15; round++) await turn();
    const [east, , north] = members as [(typeof members)[number], unknown, (typeof members)[number]];
    const keyId = east.disk.primary("token") as string;
    const renouncedBy = () => east.ceremony.view().keys.find((key) => key.keyId === keyId)?.renounced;
    const forged = (by: string) => ({
      kind: STATEMENT_KIND,
      subject: keyId,
      atMs: 1,
      body: { by, statement: { says: "renounced", keyId }, signature: Buffer.alloc(64).toString("base64") },
    });
    expect(renouncedBy()?.size).toBe(0);
    north.store.append(forged("west"));
    north.store.append(forged("nobody"));
    for (let round = 0; round < 3; round++) await turn();
    expect(east.ceremony.rejected().map(({ by, reason }) => [by, reason])).toEqual([
      ["west", "signature does not fit"],
      ["nobody", "not a member"],
    ]);
    expect(renouncedBy()?.size).toBe(0);
  });
});
