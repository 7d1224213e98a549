import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../clock/index.ts";
import { createSeededRandom } from "../random/index.ts";
import { openRunJournal, planRun, type RunKind, type RunWorld, resumeRun, startRun } from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "multisite-journal-"));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A world that steps change, and that outlives their process. */
interface Lamp {
  lit: string[];
  /** Names of effects that fail or die the next time. */
  readonly trouble: Map<string, "fails" | "dies-before" | "dies-after">;
}

class ProcessDied extends Error {}

const LAMPS = ["one", "two", "three"];

function lighting(lamp: Lamp, version = 1): RunKind<string[]> {
  return {
    kind: "test.light",
    version,
    steps: (names) =>
      names.map((name) => ({
        name,
        title: `${name} is lit`,
        isDone: async () => lamp.lit.includes(name),
        whyNot: async () => (name === "one" ? "one has no oil" : undefined),
        async apply() {
          const trouble = lamp.trouble.get(name);
          lamp.trouble.delete(name);
          if (trouble === "fails") throw new Error(`${name} is broken`);
          if (trouble === "dies-before") throw new ProcessDied();
          lamp.lit.push(name);
          if (trouble === "dies-after") throw new ProcessDied();
          return { lit: name };
        },
      })),
  };
}

const world = (path?: string): RunWorld => ({
  journal: openRunJournal(path),
  clock: createSimulatedClock(),
  random: createSeededRandom(1),
});

describe("journaled runs", () => {
  test("a failed step ends the run with its reason, and resuming does only what is left", async () => {
    const lamp: Lamp = { lit: [], trouble: new Map([["two", "fails"]]) };
    const here = world();
    const failed = await startRun(lighting(lamp), LAMPS, here);
    expect(failed.state).toBe("failed");
    expect(failed.steps.map(({ state, note }) => [state, note])).toEqual([
      ["done", { lit: "one" }],
      ["failed", "two is broken"],
      ["waiting", undefined],
    ]);
    const resumed = await resumeRun(lighting(lamp), failed.id, here);
    expect(resumed.state).toBe("done");
    expect(resumed.steps.map(({ wasDone }) => wasDone)).toEqual([true, false, false]);
    expect(lamp.lit).toEqual(LAMPS);
  });

  test("whichever effects fail or die with the process, resuming until it is done does every effect exactly once", async () => {
    const trouble = fc.dictionary(fc.constantFrom(...LAMPS), fc.constantFrom("fails", "dies-before", "dies-after"), {
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(trouble, async (troubles) => {
        const lamp: Lamp = { lit: [], trouble: new Map(Object.entries(troubles)) as Lamp["trouble"] };
        const here = world();
        let run = await startRun(lighting(lamp), LAMPS, here);
        for (let attempt = 0; run.state !== "done" && attempt < 10; attempt++)
          run = await resumeRun(lighting(lamp), run.id, here);
        expect(run.state).toBe("done");
        expect(lamp.lit).toEqual(LAMPS);
      }),
    );
  });

  test("a journal in a file outlives its process", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "multisite-journal-")), "runs.db");
    const lamp: Lamp = { lit: [], trouble: new Map([["three", "dies-after"]]) };
    const before = world(path);
    const { id } = await startRun(lighting(lamp), LAMPS, before);
    before.journal.close();
    const after = world(path);
    expect((await resumeRun(lighting(lamp), id, after)).state).toBe("done");
    expect(after.journal.list().map((run) => run.id)).toEqual([id]);
    after.journal.close();
    rmSync(join(path, ".."), { recursive: true });
  });

  test("a dry run looks at every step and changes nothing", async () => {
    const lamp: Lamp = { lit: ["two"], trouble: new Map() };
    const planned = await planRun(lighting(lamp), LAMPS);
    expect(planned.map(({ isDone }) => isDone)).toEqual([false, true, false]);
    expect(planned.map(({ whyNot }) => whyNot)).toEqual(["one has no oil", undefined, undefined]);
    expect(lamp.lit).toEqual(["two"]);
  });

  test("steps of another version do not go on with a run that was started by others", async () => {
    const lamp: Lamp = { lit: [], trouble: new Map([["two", "fails"]]) };
    const here = world();
    const { id } = await startRun(lighting(lamp), LAMPS, here);
    await expect(resumeRun(lighting(lamp, 2), id, here)).rejects.toMatchObject({ code: "kernel.journal.version" });
    expect(here.journal.get(id)?.state).toBe("failed");
    await expect(resumeRun(lighting(lamp), "test.light-none", here)).rejects.toMatchObject({ code: "kernel.journal.unknown" });
  });

  test("a step that says nothing went wrong but left nothing done is a failure", async () => {
    const idle: RunKind<null> = {
      kind: "test.idle",
      version: 1,
      steps: () => [{ name: "idle", title: "nothing", isDone: async () => false, apply: async () => undefined }],
    };
    const run = await startRun(idle, null, world());
    expect(run.state).toBe("failed");
    expect(run.steps[0]?.note).toContain("looking again");
  });
});
