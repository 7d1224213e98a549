import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type NeutronSites, startSites } from "../../rig/neutron/index.ts";
import { compareAnswers } from "../parity/neutron/compare.ts";
import { play } from "../parity/neutron/play.ts";
import { hosts, reachReal } from "../parity/neutron/real.ts";
import { installedNeutron, readRecording } from "../parity/neutron/recording.ts";
import { requests } from "../parity/neutron/requests/index.ts";
import { createSandbox } from "../parity/neutron/sandbox.ts";
import type { NormalAnswer } from "../parity/neutron/types.ts";
import { describeReal } from "../support/describe-real.ts";

describeReal("a real Neutron and the sandbox's, asked the same", ringTwo, () => {
  let rig: NeutronSites<"north">;
  let there: Readonly<Record<string, NormalAnswer>>;

  beforeAll(async () => {
    rig = await startSites({ north: { hosts } }, console.log);
    const { client, world } = await reachReal(rig.sites.north);
    there = await play(client, world, requests);
  });
  afterAll(async () => rig?.stop());

  test("the sandbox answers each of at least 300 requests with the same status, shape, words, and values but for chance", async () => {
    const { client, world } = createSandbox();
    expect(Object.keys(there).length).toBeGreaterThanOrEqual(300);
    expect(compareAnswers(there, await play(client, world, requests))).toEqual({});
  });

  test("what is recorded for the fast tests is what this Neutron answers; else: npm run rig:record-neutron", async () => {
    const { debian, answers } = readRecording();
    expect(compareAnswers(there, answers)).toEqual({});
    expect(debian).toBe(await installedNeutron());
  });
});
