import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readIdentityConfig, reencryptStoredCredentials } from "@multisite/identity";
import { createSeededRandom } from "@multisite/kernel/random";
import { afterAll, beforeAll, expect, test } from "vitest";
import { identitySettings } from "../home/identity-config.ts";
import { readFormerCredentialKeys, sayReencrypted } from "../operate/reencrypt.ts";
import { ask, type Seen } from "./client.ts";
import { simulatedStar } from "./document.ts";
import { fastDirectory } from "./fast-directory.ts";
import type { SimulatedNode } from "./node.ts";
import { openScene, type Scene } from "./scene.ts";
import { makeTemplate } from "./template.ts";

let directory: string;
let scene: Scene;
beforeAll(async () => {
  directory = mkdtempSync(join(fastDirectory(), "multisite-credentials-"));
  const template = await makeTemplate(simulatedStar(), join(directory, "template"));
  scene = await openScene({ template, directory: join(directory, "run"), seed: 17 });
}, 60_000);
afterAll(() => {
  scene?.star.stop();
  rmSync(directory, { recursive: true });
});

const adminAt = async (node: SimulatedNode): Promise<{ text: string; userId: string }> => {
  const token = await scene.until(scene.operations.logIn(node, "admin"));
  if (token === undefined) throw new Error(`no login at ${node.name}`);
  return token;
};
const keysAt = ({ agent }: SimulatedNode): number => agent.ports.ceremony.disk.rendered("credential")?.size ?? 0;

/** What `multisite keys reencrypt` does at the host of the writer, but for what it says to the star. */
async function reencryptAt({ name, home, agent }: SimulatedNode) {
  const keys = readFormerCredentialKeys(agent);
  if (keys === undefined) return undefined;
  const config = readIdentityConfig(identitySettings(agent.ports.document.current(), name, home), name);
  const world = { clock: agent.ports.clock, random: createSeededRandom(3) };
  return await reencryptStoredCredentials({ config, dryRun: false, world }, keys);
}

test("a credential stays readable at every node while its keys rotate, and former keys go once every node has it encrypted anew", async () => {
  const north = scene.node("north-1");
  const { text, userId } = await adminAt(north);
  const body = { credential: { type: "cert", blob: "a secret of a VNF", user_id: userId } };
  const made = await scene.until(ask(north, "POST", "/v3/credentials", { token: text, body }));
  expect(made?.status).toBe(201);
  const { id } = (made as Seen).body.credential as { id: string };
  const isReadable = async (): Promise<void> => {
    for (const node of scene.star.nodes.values()) {
      const token = await adminAt(node);
      const seen = await scene.until(ask(node, "GET", `/v3/credentials/${id}`, { token: token.text }));
      expect([node.name, (seen?.body.credential as { blob?: string } | undefined)?.blob]).toEqual([
        node.name,
        body.credential.blob,
      ]);
    }
  };
  await scene.pass(110_000);
  const writer = scene.node("east-1");
  const before = keysAt(writer);
  await isReadable();

  // While one node cannot say that it has what was encrypted anew, no key goes.
  scene.faults.cutSite("north");
  const encrypted = await reencryptAt(writer);
  expect(encrypted).toMatchObject({ migrated: 1, failed: [] });
  expect(encrypted?.freeKeyIds.length).toBeGreaterThan(0);
  const keyIds = encrypted?.freeKeyIds ?? [];
  await expect(scene.until(sayReencrypted(writer.agent, keyIds))).rejects.toMatchObject({ code: "agent.keys.not_everywhere" });
  await scene.heal();
  await scene.until(sayReencrypted(writer.agent, keyIds));
  await scene.pass(10_000);
  for (const node of scene.star.nodes.values()) expect([node.name, keysAt(node) < before]).toEqual([node.name, true]);
  await isReadable();

  await expect(sayReencrypted(scene.node("north-2").agent, keyIds)).rejects.toMatchObject({ code: "agent.keys.not_a_master" });
  expect(scene.witness.problems, scene.star.trace.join("\n")).toEqual([]);
}, 120_000);
