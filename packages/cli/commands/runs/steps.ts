import type { ShownRun } from "@multisite/agent";

type Step = ShownRun["steps"][number];

/** What is new of a run's steps since it was last shown, a line each. */
export function newLines(
  run: ShownRun,
  shown: ReadonlyMap<string, string>,
): readonly { readonly name: string; readonly line: string }[] {
  return run.steps.flatMap((step) => {
    const line = stepLine(step);
    return line === undefined || shown.get(step.name) === line ? [] : [{ name: step.name, line }];
  });
}

function stepLine({ state, title, wasDone, note, startedAtMs, endedAtMs }: Step): string | undefined {
  switch (state) {
    case "waiting":
      return undefined;
    case "running":
      return `now     ${title} ...`;
    case "done":
      return wasDone ? `was so  ${title}` : `done    ${title}${seconds(startedAtMs, endedAtMs)}`;
    case "failed":
      return `FAILED  ${title}${typeof note === "string" ? `\n        ${note}` : ""}`;
  }
}

function seconds(fromMs: number | undefined, untilMs: number | undefined): string {
  return fromMs === undefined || untilMs === undefined ? "" : ` (${((untilMs - fromMs) / 1000).toFixed(1)} s)`;
}

/** How a run stands: one that is at work nowhere was interrupted. */
export function standing({ state, isLive }: ShownRun): string {
  return state === "running" && !isLive ? "interrupted" : state;
}

/** The step that a run is at, or stopped at. */
export function stepAt({ steps }: ShownRun): Step | undefined {
  return steps.find(({ state }) => state === "failed" || state === "running") ?? steps.find(({ state }) => state === "waiting");
}
