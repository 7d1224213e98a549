import { RUN_NAMES } from "../../operate/runs/types.ts";
import { requireOneOf } from "../fields.ts";
import type { AdminRoute } from "../route.ts";

export const runRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/runs",
    about: "The runs that were started at this node, the newest first.",
    fields: {},
    handle: ({ runs }) => ({ runs: runs.list() }),
  },
  {
    method: "GET",
    path: "/v1/runs/{id}",
    about: "A run with its steps, what came of them, and whether this agent is at it now.",
    fields: {},
    handle: ({ runs }, { path }) => runs.get(path.id ?? ""),
  },
  {
    method: "POST",
    path: "/v1/runs/{id}/resume",
    about: "Goes on with a run that was interrupted or has failed.",
    fields: {},
    handle: ({ runs }, { path }) => runs.resume(path.id ?? ""),
  },
  {
    method: "POST",
    path: "/v1/runs/{kind}",
    about: `Starts a run: ${RUN_NAMES.join(", ")}. Names are those of the run's input, which it checks itself; with \`dryRun\`, its steps are told and nothing is done.`,
    handle({ runs }, { path, body }) {
      const { dryRun, ...input } = body;
      const name = requireOneOf(path, "kind", RUN_NAMES);
      return dryRun === true ? runs.plan(name, input) : runs.start(name, input);
    },
  },
];
