import { afterAll, beforeAll } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { describeReal } from "../support/describe-real.ts";
import { testDeletedNetwork, testDeletions, testTheCheck } from "./network-faults/deletions.ts";
import { testKills } from "./network-faults/kills.ts";
import { testLies } from "./network-faults/lies.ts";
import { testRestarts } from "./network-faults/restarts.ts";
import { raiseStage, type Stage } from "./network-faults/stage.ts";

/** After each fault remote ports, agents, the hosts' real tables and queues are exactly what the sites' own ports ask for. */
describeReal("two real Neutrons with connectors, under faults", ringTwo, () => {
  let raised: Stage;
  const stage = (): Stage => raised;
  beforeAll(async () => {
    raised = await raiseStage();
    await raised.allIsRight();
  });
  afterAll(() => raised?.remove());

  testTheCheck(stage);
  testDeletions(stage);
  testKills(stage);
  testLies(stage);
  testRestarts(stage);
  testDeletedNetwork(stage);
});
