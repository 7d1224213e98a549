import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { kernelErrorCatalogue, MultisiteError } from "../../errors/index.ts";
import { pkiFiles } from "../../pki/index.ts";
import { Secret } from "../../secret/index.ts";
import type { TlsPeers } from "../tls/index.ts";
import { failureOf, startTestNodes, type TestNodes } from "../tls/testing/nodes.ts";
import { type Relay, startRelay } from "../tls/testing/relay.ts";
import {
  answerJoins,
  type Invitation,
  type InviteOptions,
  invite,
  joinStar,
  openInvitations,
  type RefusedJoin,
} from "./index.ts";
import { readToken, writeToken } from "./token.ts";

describe("joining a star", () => {
  let nodes: TestNodes;
  let east: TlsPeers;
  let relay: Relay;
  let refused: RefusedJoin[];
  let asked: unknown[];
  let refuseWith: MultisiteError | undefined;
  let onAccept: () => void;

  beforeEach(async () => {
    refused = [];
    asked = [];
    refuseWith = undefined;
    onAccept = () => {};
    nodes = await startTestNodes();
    await nodes.enroll("east-1");
    east = await nodes.open("east-1");
    relay = await startRelay(() => east.port);
    answerJoins({
      links: east,
      authority: nodes.authority,
      clock: nodes.clock,
      accept: async (about, whom) => {
        asked.push([about, whom]);
        onAccept();
        if (refuseWith) throw refuseWith;
        return { trust: "root" };
      },
      onRefused: (each) => refused.push(each),
    });
  });
  afterEach(async () => {
    await nodes.close();
    await relay.close();
  });

  const inviteNorth = (options: Partial<InviteOptions> = {}): Invitation =>
    invite({
      authority: nodes.authority,
      clock: nodes.clock,
      site: "north",
      node: "north-1",
      inviter: { node: "east-1", address: { host: "127.0.0.1", port: relay.port } },
      validMs: 3_600_000,
      ...options,
    });
  const join = ({ token }: { readonly token: Secret }, node = "north-1", version = 1) =>
    joinStar({ token, directory: nodes.directoryOf(node), about: { keys: [node] }, clock: nodes.clock, version });
  const changed = (invitation: Invitation, change: Partial<ReturnType<typeof readToken>>): { token: Secret } => ({
    token: writeToken({ ...readToken(invitation.token), ...change }),
  });
  /** East was not asked, and gave no certificate. */
  function expectNobodyIn(): void {
    expect(asked).toEqual([]);
    expect(nodes.authority.issued("north-1")).toEqual([]);
    expect(existsSync(nodes.filesOf("north-1").certificate)).toBe(false);
  }

  test("an invited host gets its certificate and what the star tells it, and is a node from then on", async () => {
    const invitation = inviteNorth({ hosts: ["north.example.org", "10.0.0.1"] });
    const joined = await join(invitation);
    expect(joined).toEqual({ star: "test", site: "north", node: "north-1", welcome: { trust: "root" } });
    expect(asked).toEqual([[{ keys: ["north-1"] }, { site: "north", node: "north-1" }]]);
    expect(openInvitations(nodes.authority, nodes.clock.nowMs())).toEqual([]);

    const north = await nodes.open("north-1");
    east.answer("who", async (_body, from) => from);
    expect(await north.ask("east-1", "who", null)).toEqual({ site: "north", node: "north-1" });
    north.answer("who", async (_body, from) => from);
    expect(await east.ask("north-1", "who", null)).toEqual({ site: "east", node: "east-1" });
  });

  test("private keys are for their owner alone, and only the authority has its own", async () => {
    await join(inviteNorth());
    const directory = nodes.directoryOf("north-1");
    expect(readdirSync(directory).sort()).toEqual(["ca.crt", "node.crt", "node.key", "revoked.json"]);
    expect(statSync(pkiFiles(directory).privateKey).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test("the secret is kept nowhere, and does not cross the link", async () => {
    const invitation = inviteNorth();
    const { secret } = readToken(invitation.token);
    expect(`${JSON.stringify(invitation)} ${invitation.token}`).not.toContain(invitation.token.reveal());
    expect(JSON.stringify(nodes.authority.register.invitations.all())).not.toContain(secret);
    let crossed = "";
    east.answerStrangers("join", async (body) => {
      crossed = JSON.stringify(body);
      throw new MultisiteError("test", "No.");
    });
    await failureOf(join(invitation));
    expect(crossed).toContain("CERTIFICATE REQUEST");
    expect(crossed).not.toContain(secret);
  });

  test("an invitation is used once; a second host is refused, and the first may ask again when the answer was lost", async () => {
    const invitation = inviteNorth();
    onAccept = () => {
      relay.killAfterBytes = 100;
    };
    expect(await failureOf(join(invitation))).toMatch(/^kernel.join.unreachable/);
    expect(asked).toHaveLength(1);
    onAccept = () => {};
    relay.killAfterBytes = Number.POSITIVE_INFINITY;
    await join(invitation);
    expect(await failureOf(join(invitation, "thief-1"))).toMatch(/^kernel.join.used: .*evict the node/);
    expect(refused.at(-1)).toMatchObject({ code: "kernel.join.used", invited: { site: "north", node: "north-1" } });
  });

  test("two hosts with the same invitation at the same time: one joins", async () => {
    const invitation = inviteNorth();
    const outcomes = await Promise.all([failureOf(join(invitation)), failureOf(join(invitation, "thief-1"))]);
    expect(outcomes.filter((outcome) => outcome.startsWith("no failure"))).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.startsWith("kernel.join.used"))).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  test("a wrong secret, counted and told; after some the address waits, and in the end the invitation is worth nothing", async () => {
    const invitation = inviteNorth();
    const wrong = changed(invitation, { secret: Buffer.alloc(32, 1).toString("base64url") });
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(await failureOf(join(wrong))).toMatch(/^kernel.join.secret/);
      expect(refused.at(-1)).toMatchObject({ code: "kernel.join.secret", wrongAttempts: attempt, address: "127.0.0.1" });
    }
    expect(await failureOf(join(invitation))).toMatch(/^kernel.join.limit/);
    for (let more = 0; more < 5; more++) nodes.authority.register.invitations.countWrong(invitation.id);
    nodes.clock.monotonicMs = () => performance.now() + 61_000;
    expect(await failureOf(join(invitation))).toMatch(/^kernel.join.locked/);
    expectNobodyIn();
  });

  test("an invitation that expired, was withdrawn, or never was", async () => {
    const expired = inviteNorth({ validMs: -1 });
    expect(await failureOf(join(expired))).toMatch(/^kernel.join.expired: .* at 20/);
    const withdrawn = inviteNorth();
    nodes.authority.register.invitations.withdraw(withdrawn.id);
    expect(await failureOf(join(withdrawn))).toMatch(/^kernel.join.unknown/);
    expectNobodyIn();
  });

  test("an invitation of a node that was revoked does not let it in again", async () => {
    const invitation = inviteNorth();
    await join(invitation);
    nodes.authority.revoke("north-1", "captured");
    expect(await failureOf(join(invitation))).toMatch(/^kernel.join.unknown/);
  });

  test("another star: of the invitation, of the host, or of whoever answers", async () => {
    const invitation = inviteNorth();
    expect(await failureOf(join(changed(invitation, { star: "other" })))).toMatch(/^kernel.join.authority: .*for the star test/);
    expect(await failureOf(join(changed(invitation, { fingerprint: "00" })))).toMatch(/^kernel.join.authority/);
    const other = await nodes.otherAuthority("other");
    await nodes.enroll("member-1", { by: other });
    expect(await failureOf(join(invitation, "member-1"))).toMatch(/^kernel.join.star: This host is in another star/);
    expectNobodyIn();
  });

  test("another node of the same star is not believed to be the inviter", async () => {
    await nodes.enroll("west-1");
    const west = await nodes.open("west-1");
    const address = { host: "127.0.0.1", port: west.port };
    const invitation = inviteNorth({ inviter: { node: "east-1", address } });
    expect(await failureOf(join(invitation))).toMatch(/^kernel.join.authority: The node west-1 answers/);
    // And one that does not invite says so.
    const misled = inviteNorth({ inviter: { node: "west-1", address } });
    expect(await failureOf(join(misled))).toMatch(/^kernel.join.refused: .*answers nobody without a certificate/);
  });

  test("somebody in between, with a certificate of its own, gets nothing that is worth anything", async () => {
    const other = await nodes.otherAuthority("test");
    await nodes.enroll("false-1", { by: other });
    const between = await nodes.open("false-1");
    const invitation = inviteNorth({ inviter: { node: "east-1", address: { host: "127.0.0.1", port: between.port } } });
    expect(await failureOf(join(invitation))).toMatch(/^kernel.join.authority: .*somebody is in between/);
  });

  test("another version", async () => {
    const invitation = inviteNorth();
    expect(await failureOf(join(invitation, "north-1", 3))).toMatch(/^kernel.join.version: .*version 1 .* and this node 3/);
    expectNobodyIn();
    await join(invitation, "north-1", 2);
  });

  test("what the star does not accept of the host is said in the star's words, and the invitation stays good", async () => {
    const invitation = inviteNorth();
    refuseWith = new MultisiteError("test.methods", "The host has other auth methods.");
    expect(await failureOf(join(invitation))).toBe("test.methods: The host has other auth methods.");
    expect(nodes.authority.issued("north-1")).toEqual([]);
    refuseWith = undefined;
    await join(invitation);
  });

  test("a word that is no invitation, or was not copied as a whole", async () => {
    const text = inviteNorth().token.reveal();
    for (const each of ["", "east-1", text.slice(0, -3), text.replace("multisite-join-1", "multisite-join-2"), `${text}x9`]) {
      expect(await failureOf(join({ token: new Secret(each) }))).toMatch(/^kernel.join.token/);
    }
    expect(readToken(new Secret(` ${text}\n`)).node).toBe("north-1");
  });

  test("every refusal has its remedy", () => {
    const codes = new Set(kernelErrorCatalogue.map(({ code }) => code));
    const sources = ["answer.ts", "join.ts", "token.ts"].map((file) => readFileSync(new URL(file, import.meta.url), "utf8"));
    const said = sources.flatMap((source) => [...source.matchAll(/(?:refusal|failure)\(\s*"(\w+)"/g)].map((match) => match[1]));
    expect(said.length).toBeGreaterThan(15);
    expect(said.filter((code) => !codes.has(`kernel.join.${code}`))).toEqual([]);
  });
});
