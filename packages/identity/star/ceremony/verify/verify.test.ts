import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openAlarms } from "@multisite/kernel/alarms";
import { openBoard } from "@multisite/kernel/board";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, onTestFinished, test } from "vitest";
import { createCredentialKeys, createLiveKeys, keyFingerprint } from "../../../keys/index.ts";
import { FernetKey } from "../../../tokens/index.ts";
import { reportVerifier } from "../../host/verifier.ts";
import { CEREMONY_ALARMS, ceremonyAlarms } from "../alarms.ts";
import { renderedDirectory } from "../disk/index.ts";
import { STATEMENT_KIND } from "../statements/index.ts";
import { temporaryHome } from "../testing/files.ts";
import { createTestStar } from "../testing/host.ts";
import { verifyKeys } from "./index.ts";

const SETTINGS = { lifeMs: 60_000, rotationPeriodMs: 30_000, stagedKeys: 2, clockErrorMs: 1000, canaryHoldMs: 0 };

/** The only node of a star, which serves, with one process of our own service. */
async function startNode() {
  const clock = createSimulatedClock();
  const network = createSimulatedPeers({ clock, random: createSeededRandom(1) });
  const home = temporaryHome();
  const star = createTestStar({ members: { east: "east" }, clock, network, settings: SETTINGS, home: () => home });
  const host = star.start("east");
  onTestFinished(() => host.stop());
  host.ceremony.say({ says: "joined", member: star.memberOf("east") });
  host.turn();
  await clock.advance(1000);
  host.turn();
  const board = openBoard(undefined);
  onTestFinished(() => board.close());
  const live = (purpose: "token" | "receipt") => createLiveKeys({ directory: renderedDirectory(home, purpose), clock });
  const credential = createCredentialKeys({ directory: renderedDirectory(home, "credential"), clock });
  const report = reportVerifier({
    board,
    keys: { token: live("token"), receipt: live("receipt"), credential },
    clock,
    processId: 7,
  });
  onTestFinished(() => report.stop());
  const verify = () => verifyKeys({ home, view: host.ceremony.view(), board, isAlive: (processId) => processId !== 99 });
  const tokens = join(home, "fernet-keys");
  const highest = () => join(tokens, String(Math.max(...readdirSync(tokens).map(Number))));
  return { clock, home, host, board, verify, tokens, highest };
}

const newKey = (): string => FernetKey.generate(createSeededRandom(99)).text.reveal();

describe("verifying the keys of a node", () => {
  test("of which all is well finds nothing, and changes nothing", async () => {
    const { home, verify } = await startNode();
    const before = readdirSync(home, { recursive: true });
    expect(verify()).toEqual([]);
    expect(readdirSync(home, { recursive: true })).toEqual(before);
  });

  type Node = Awaited<ReturnType<typeof startNode>>;
  const keyFile = ({ home }: Node): string => {
    const directory = join(home, "keys", "token");
    return join(directory, readdirSync(directory).sort()[0] as string);
  };
  const damages: [string, RegExp, (node: Node) => void][] = [
    ["a torn key", /major .*keys\/token.* no whole key/, (node) => writeFileSync(keyFile(node), "torn")],
    ["a lost key", /critical .*keys\/token.* does not/, (node) => rmSync(keyFile(node))],
    [
      "a key that nobody knows",
      /minor .*keys\/token.* Nobody in the star knows/,
      ({ host }) => host.disk.write("00000000000000000000000000000000", "token", FernetKey.generate(createSeededRandom(5)).text),
    ],
    [
      "another key under a key's ID",
      /critical .*not the key that east made/,
      (node) => {
        const [, keyId = ""] = /([^/]+)$/.exec(keyFile(node)) ?? [];
        node.host.disk.remove(keyId);
        node.host.disk.write(keyId, "token", FernetKey.generate(createSeededRandom(6)).text);
      },
    ],
    [
      "a strange key in the directory",
      /major .*fernet-keys\/3000 .*not one of the star's/,
      ({ tokens }) => writeFileSync(join(tokens, "3000"), newKey()),
    ],
    [
      "a strange primary",
      /critical .*fernet-keys .*signs with another/,
      ({ tokens }) => writeFileSync(join(tokens, "3000"), newKey()),
    ],
    ["an empty key file", /major .*fernet-keys\/\d+ .*empty/, ({ highest }) => writeFileSync(highest(), "")],
    [
      "a name that Keystone takes for a number",
      /minor .*fernet-keys\/1_000 .*takes this name for a number/,
      ({ tokens, highest }) => writeFileSync(join(tokens, "1_000"), readFileSync(highest())),
    ],
    ["a key missing in the directory", /critical .*fernet-keys .* is missing here/, ({ tokens }) => rmSync(join(tokens, "1"))],
    ["no directory at all", /critical .*fernet-keys .*no such directory/, ({ tokens }) => renameSync(tokens, `${tokens}.away`)],
    ["a directory open to everybody", /major .*fernet-keys .*Everybody/, ({ tokens }) => chmodSync(tokens, 0o755)],
    [
      "a process that has not loaded a key",
      /critical process 8 .*not loaded the token key/,
      ({ board }) => {
        const whole = board.get("verifier/7") as Record<string, string[]>;
        board.set("verifier/8", { ...whole, token: whole.token?.slice(1) ?? [] });
      },
    ],
    [
      "a process that still verifies with a key that is gone",
      /major process 8 .*that this node has no more/,
      ({ board }) => {
        const whole = board.get("verifier/7") as Record<string, string[]>;
        board.set("verifier/8", { ...whole, token: [...(whole.token ?? []), keyFingerprint(newKey())] });
      },
    ],
    [
      "what a dead process has left",
      /warning verifiers 1 processes have ended/,
      ({ board }) => board.set("verifier/99", { token: [], atMs: 1 }),
    ],
  ];

  test.each(damages)("%s is found, with what to do", async (_, words, damage) => {
    const node = await startNode();
    damage(node);
    const findings = node.verify();
    expect(findings.map(({ severity, about, found }) => `${severity} ${about} ${found}`).join("\n")).toMatch(words);
    expect(findings.every(({ next }) => next.length > 10)).toBe(true);
  });

  test("what was set aside is shown until somebody has looked at it", async () => {
    const { host, clock, verify, tokens } = await startNode();
    writeFileSync(join(tokens, "3000"), newKey());
    await clock.advance(1000);
    host.turn();
    expect(existsSync(join(tokens, "3000"))).toBe(false);
    expect(verify()).toMatchObject([{ severity: "warning", found: expect.stringContaining("1 file was found") }]);
  });
});

test("what is wrong with keys is an alarm while it is, and for a day after somebody's edit was put right", async () => {
  const { host, clock, tokens, home } = await startNode();
  const alarms = openAlarms({ path: undefined, clock });
  onTestFinished(() => alarms.close());
  const settle = (): string[] => {
    host.turn();
    alarms.settle(CEREMONY_ALARMS, ceremonyAlarms({ node: "east", site: "east", disk: host.disk, ceremony: host.ceremony }));
    return alarms.active().map(({ severity, cause }) => `${severity}: ${cause}`);
  };
  expect(settle()).toEqual([]);
  writeFileSync(join(tokens, "3000"), newKey());
  const keyId = readdirSync(join(home, "keys", "receipt"))[0] as string;
  const body = { by: "east", statement: { says: "renounced", keyId }, signature: "forged" };
  host.store.append({ kind: STATEMENT_KIND, subject: keyId, atMs: 1, body });
  await clock.advance(1000);
  const active = settle().join("\n");
  expect(active).toMatch(
    /minor: Somebody, or the disk, changed .*fernet-keys: file 3000 holds a key that is not of the star\. It was put right/,
  );
  expect(active).toMatch(/major: 1 statements in the name of east are not believed \(signature does not fit\)/);
  await clock.advance(24 * 3600_000);
  expect(settle().join("\n")).not.toContain("fernet-keys");
});
