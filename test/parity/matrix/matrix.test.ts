import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../../packages/identity/testing/index.ts";
import { createInProcessClient } from "../client/in-process.ts";
import { meantStatus, readDifferences } from "../differences.ts";
import { excludedGroups, isExcluded, keystoneRoutes } from "../routes.ts";
import { askCell, cellsOf, rowName } from "./ask.ts";
import { cases } from "./cases/index.ts";
import { modeNames, modes } from "./modes.ts";
import { personaNames } from "./personas.ts";
import { readRecording } from "./recording.ts";
import { createStage, type Stage } from "./stage.ts";
import { createWorld } from "./world.ts";

const recording = readRecording();
const differences = readDifferences();

test("every route of Keystone is asked, less the groups that are excluded", () => {
  const excluded = keystoneRoutes.filter(isExcluded);
  const asked = new Set(cases.map((one) => one.route));
  expect(keystoneRoutes.filter((route) => !isExcluded(route) && !asked.has(route))).toEqual([]);
  expect([...asked].filter((route) => !keystoneRoutes.includes(route))).toEqual([]);
  expect({ asked: asked.size, excluded: excluded.length, excludedGroups }).toEqual({
    asked: 254,
    excluded: 49,
    excludedGroups: ["OS-FEDERATION", "OS-OAUTH2", "OS-SIMPLE-CERT"],
  });
});

test("the recording is of these personas", () => {
  expect(recording.personas).toEqual(personaNames);
});

describe.each(modeNames)("personas against every route, policy mode %s", (mode) => {
  const rows = recording.modes[mode];
  let service: TestService;
  let stage: Stage;

  beforeAll(async () => {
    service = await startTestService({ config: { oslo_policy: modes[mode] } });
    const client = createInProcessClient(service);
    stage = createStage(client, await createWorld(client, { name: "admin", password: service.adminPassword }));
  });
  afterAll(() => service?.close());

  test("get the status that Keystone gives, but for the differences that are meant", async () => {
    const found: Record<string, string> = {};
    const cells = cellsOf(cases, personaNames);
    for (const cell of cells) {
      const row = rows[rowName(cell)]?.split(" ") ?? [];
      const expected = meantStatus(differences, Number(row[personaNames.indexOf(cell.persona)]));
      const status = await askCell(stage, cell);
      if (status !== expected) found[`${rowName(cell)}, ${cell.persona}`] = `${expected} there, ${status} here`;
    }
    expect(found).toEqual({});
    expect(cells.length).toBe(Object.keys(rows).length * personaNames.length);
  }, 120_000);
});
