import { RUN_NAMES } from "../../operate/runs/types.ts";
import { requireOneOf } from "../fields.ts";
import type { AdminRoute } from "../route.ts";

export const runRoutes: readonly AdminRoute[] = [
  { method: "GET", path: "/v1/runs", handle: ({ runs }) => ({ runs: runs.list() }) },
  { method: "GET", path: "/v1/runs/{id}", handle: ({ runs }, { path }) => runs.get(path.id ?? "") },
  { method: "POST", path: "/v1/runs/{id}/resume", handle: ({ runs }, { path }) => runs.resume(path.id ?? "") },
  {
    method: "POST",
    path: "/v1/runs/{kind}",
    handle({ runs }, { path, body }) {
      const { dryRun, ...input } = body;
      const name = requireOneOf(path, "kind", RUN_NAMES);
      return dryRun === true ? runs.plan(name, input) : runs.start(name, input);
    },
  },
];
