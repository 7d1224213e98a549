import { createSimulatedClock, type SimulatedClock } from "@multisite/kernel/clock";
import { openFactStore } from "@multisite/kernel/facts";
import { type FactExchange, startFactExchange } from "@multisite/kernel/facts/exchange";
import { silentLog } from "@multisite/kernel/log";
import { createSimulatedPeers, type SimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../testing/index.ts";

const ATTEMPTS = 3;
const NODES = ["east-1", "west-1", "north-1"] as const;
type Node = (typeof NODES)[number];

/** Three sites with the same users, as replication would have them, whose services know each other only by facts. */
describe("sites that exchange facts", () => {
  let clock: SimulatedClock;
  let peers: SimulatedPeers;
  let sites: Record<Node, TestService>;
  let exchanges: FactExchange[];

  beforeEach(async () => {
    clock = createSimulatedClock();
    const random = createSeededRandom(4);
    peers = createSimulatedPeers({ clock, random });
    const config = { security_compliance: { lockout_failure_attempts: ATTEMPTS, lockout_duration: 600 } };
    const started = await Promise.all(
      NODES.map(async (node, index) => {
        // Users and keys are made from the same seed at all sites, facts are each site's own.
        const beforeStart = ({ facts }: { facts: { path: string | undefined } }) =>
          openFactStore({ path: facts.path, random: createSeededRandom(100 + index) }).close();
        return [node, await startTestService({ star: true, config, beforeStart })] as const;
      }),
    );
    sites = Object.fromEntries(started) as Record<Node, TestService>;
    exchanges = started.map(([node, site]) => {
      site.identity.host?.board.set("writes", "unavailable");
      return startFactExchange({
        store: site.identity.facts.store,
        links: peers.join({ node, site: node.slice(0, -2) }),
        peers: () => ({ near: NODES.filter((other) => other !== node), instead: [] }),
        siteOf: (name) => name.slice(0, -2),
        clock,
        random,
        log: silentLog,
        onRestored: () => {},
      });
    });
  });
  afterEach(async () => {
    for (const exchange of exchanges) exchange.stop();
    for (const site of Object.values(sites)) await site.close();
  });

  const isolate = (): void => {
    for (const one of NODES) for (const other of NODES) if (one < other) peers.cut(one, other);
  };
  /** Every site's clock and that of the links between them. */
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    for (const site of Object.values(sites)) await site.clock.advance(ms);
  };
  const login = async (at: Node, password = sites[at].adminPassword): Promise<number> => {
    const auth = passwordAuth(sites[at].adminUserId, password, { project: { id: sites[at].adminProjectId } });
    return (await sites[at].request("POST", "/v3/auth/tokens", { body: { auth } })).status;
  };

  test("wrong passwords at different sites count together, and lock everywhere", async () => {
    for (const node of NODES) {
      expect(await login(node, "wrong")).toBe(401);
      await pass(100);
    }
    expect([await login("east-1"), await login("west-1"), await login("north-1")]).toEqual([401, 401, 401]);
    await pass(600_000);
    expect(await login("west-1")).toBe(201);
    await pass(100);
    // It cleared them everywhere.
    expect([await login("east-1", "wrong"), await login("east-1", "wrong"), await login("east-1")]).toEqual([401, 401, 201]);
  });

  test("a cut allows an attacker the attempts of every part of the star, no more; all of them count once it is mended", async () => {
    isolate();
    for (const node of NODES) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) expect(await login(node, "wrong")).toBe(401);
      // Locked here, without the others.
      expect(await login(node)).toBe(401);
    }
    for (const { identity, adminUserId } of Object.values(sites))
      expect(identity.facts.failures(adminUserId).count).toBe(ATTEMPTS);
    peers.healAll();
    await pass(30_000);
    for (const { identity, adminUserId } of Object.values(sites)) {
      expect(identity.facts.failures(adminUserId).count).toBe(ATTEMPTS * NODES.length);
    }
    expect(await login("east-1")).toBe(401);
  });

  test("a token that is revoked and a user who is disabled at one site are so at all, without a master, once they can talk", async () => {
    const token = await sites["east-1"].adminToken();
    const other = await sites["east-1"].adminToken();
    const validate = async (at: Node, subjectToken: string) =>
      (await sites[at].request("GET", "/v3/auth/tokens", { token: subjectToken, subjectToken })).status;
    expect([await validate("west-1", token), await validate("north-1", token)]).toEqual([200, 200]);
    peers.cut("east-1", "north-1");
    peers.cut("west-1", "north-1");
    await sites["east-1"].request("DELETE", "/v3/auth/tokens", { token: other, subjectToken: token });
    await pass(100);
    // The link that is there is enough; where there is none it is not known yet.
    expect([await validate("east-1", token), await validate("west-1", token), await validate("north-1", token)]).toEqual([
      401, 401, 200,
    ]);
    const disabled = await sites["north-1"].request("PATCH", `/v3/users/${sites["north-1"].adminUserId}`, {
      token: other,
      body: { user: { enabled: false } },
    });
    expect(disabled.status).toBe(200);
    expect([await validate("north-1", other), await validate("east-1", other)]).toEqual([401, 200]);
    peers.healAll();
    await pass(30_000);
    for (const node of NODES) {
      expect([node, await validate(node, token), await validate(node, other), await login(node)]).toEqual([node, 401, 401, 401]);
    }
  });
});
