import { describe, expect, test } from "vitest";
import { checkFields } from "./fields.ts";
import { adminRoutes } from "./index.ts";
import { type AdminRoute, DRY_RUN } from "./route.ts";

const asked = (given: object, query = "") => ({
  path: {},
  query: new URLSearchParams(query),
  body: given as Record<string, unknown>,
});
const change: Pick<AdminRoute, "method" | "path" | "fields"> = {
  method: "POST",
  path: "/v1/things",
  fields: { name: { type: "text", about: "", isRequired: true }, count: { type: "number", about: "" }, ...DRY_RUN },
};

describe("a request to the agent", () => {
  test.each([
    [
      "a name that is not known: a dry run that is passed over would change clouds",
      { name: "a", dry_run: true },
      "does not know `dry_run`; it knows name, count, dryRun",
    ],
    ["a flag that is a text", { name: "a", dryRun: "true" }, "`dryRun` must be true or false"],
    ["a number that is none", { name: "a", count: Number.NaN }, "`count` must be a number"],
    ["what is not there", { dryRun: true }, "lacks `name`, a text"],
    ["a name that every object has", { name: "a", constructor: "x" }, "does not know `constructor`"],
  ])("is refused for %s", (_, body, words) => {
    expect(() => checkFields(change, asked(body))).toThrow(words);
  });

  test("is taken when all is as it should be; in a query everything is text", () => {
    expect(() => checkFields(change, asked({ name: "a", count: 3, dryRun: false }))).not.toThrow();
    const look = { ...change, method: "GET" as const };
    expect(() => checkFields(look, asked({}, "name=a&count=3"))).not.toThrow();
    expect(() => checkFields(look, asked({}, "name=a&nam=b"))).toThrow("does not know `nam`");
  });

  test("to start a run is left to the run's own check, but for `dryRun`", () => {
    const run = adminRoutes.find(({ path }) => path === "/v1/runs/{kind}") as AdminRoute;
    expect(() => checkFields(run, asked({ anything: 1 }))).not.toThrow();
    expect(() => checkFields(run, asked({ dryRun: "yes" }))).toThrow("`dryRun` must be true or false");
  });
});
