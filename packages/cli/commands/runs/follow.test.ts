import type { ShownRun } from "@multisite/agent";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { expect, test } from "vitest";
import { followRun } from "./follow.ts";

type Step = ShownRun["steps"][number];

const step = (name: string, state: Step["state"], more: Partial<Step> = {}): Step => ({
  name,
  title: `title of ${name}`,
  state,
  startedAtMs: 1000,
  endedAtMs: 3500,
  wasDone: false,
  note: undefined,
  ...more,
});

const run = (state: ShownRun["state"], isLive: boolean, steps: readonly Step[]): ShownRun => ({
  id: "star.move-replica-1",
  kind: "star.move-replica",
  version: 1,
  input: {},
  state,
  startedAtMs: 1000,
  endedAtMs: undefined,
  steps,
  isLive,
});

/** Follows a run of which the agent says these, one after the other. */
async function follow(said: readonly [ShownRun, ...ShownRun[]], stop = new AbortController().signal) {
  const [first, ...later] = said;
  let out = "";
  const terminal = {
    write(text: string) {
      out += text;
    },
    writeError() {},
    askSecret: async () => undefined,
    isScreen: false,
    columns: undefined,
  };
  const asked: string[] = [];
  const agent = {
    async ask(method: string, path: string) {
      asked.push(`${method} ${path}`);
      return later.shift();
    },
  };
  const clock = createSimulatedClock();
  const following = followRun({ terminal, clock, stop }, first, { agent, output: "table", afterwards: "Write it down." });
  const failure = following.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  for (let turn = 0; turn < 5; turn++) await clock.advance(300);
  return { out, asked, failure: await failure };
}

test("each step is shown once as it goes on; the end says what is still to be done", async () => {
  const { out, asked, failure } = await follow([
    run("running", true, [step("one", "done", { wasDone: true }), step("two", "running"), step("three", "waiting")]),
    run("running", true, [step("one", "done", { wasDone: true }), step("two", "running"), step("three", "waiting")]),
    run("done", false, [step("one", "done", { wasDone: true }), step("two", "done"), step("three", "done")]),
  ]);
  expect(failure).toBeUndefined();
  expect(out.split("\n")).toEqual([
    "run star.move-replica-1",
    "was so  title of one",
    "now     title of two ...",
    "done    title of two (2.5 s)",
    "done    title of three (2.5 s)",
    "Done. Write it down.",
    "",
  ]);
  expect(asked).toEqual(Array(2).fill("GET /v1/runs/star.move-replica-1"));
});

test("a run that fails says where, why, and the command that goes on with it", async () => {
  const { out, failure } = await follow([
    run("failed", false, [step("one", "failed", { note: "west-1 is gone." }), step("two", "waiting")]),
  ]);
  expect(out).toContain("FAILED  title of one\n        west-1 is gone.\n");
  expect(failure).toMatchObject({
    code: "cli.run.failed",
    message: expect.stringMatching(
      /failed at "title of one": west-1 is gone\.\n {2}then: multisite star resume star\.move-replica-1$/,
    ),
  });
});

test("a run that is at work nowhere was interrupted, and is no success", async () => {
  const { failure } = await follow([run("running", false, [step("one", "running")])]);
  expect(failure).toMatchObject({ code: "cli.run.failed", message: expect.stringContaining("interrupted at") });
});

test("when the command is stopped, the agent goes on, and it says so", async () => {
  const { out, failure } = await follow([run("running", true, [step("one", "running")])], AbortSignal.abort());
  expect(failure).toBeUndefined();
  expect(out).toContain("multisite star runs star.move-replica-1");
});
