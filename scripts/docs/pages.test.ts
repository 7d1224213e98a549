import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generatedPages } from "./pages.ts";
import { compareRoutes, readKeystoneRoutes, readParityNotes } from "./parity.ts";

describe("pages made from the code", () => {
  test.each(Object.entries(generatedPages))("docs/reference/%s is what `npm run docs` makes of the code now", (name, page) => {
    const committed = readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), "utf8");
    expect(committed, "run `npm run docs`").toBe(page());
  });
});

describe("comparison with Keystone's routes", () => {
  const notes = {
    asUnconfigured: { "* /v3/saml*": "no SAML" },
    notImplemented: { "GET /v3/later": "later" },
    notReal: { "DELETE /v3/users": "artefact" },
    differences: [],
  };
  const keystone = [
    { method: "GET", path: "/v3/users/{user_id}" },
    { method: "DELETE", path: "/v3/users" },
    { method: "GET", path: "/v3/saml2" },
    { method: "GET", path: "/v3/later" },
    { method: "GET", path: "/v3/other" },
  ];

  test("names of parameters do not matter, and every route has one state", () => {
    const own = [
      { method: "GET", path: "/v3/users/{id}" },
      { method: "GET", path: "/v3/saml2" },
      { method: "GET", path: "/v3/later" },
    ];
    expect(compareRoutes(keystone, own, notes).map(({ state }) => state)).toEqual([
      "done",
      "not real",
      "as unconfigured",
      "not implemented",
      "open",
    ]);
  });

  test("a route that is there counts as there, whatever the notes say", () => {
    expect(compareRoutes(keystone, keystone, notes).filter(({ state }) => state === "done")).toHaveLength(3);
  });

  test("every note is about a route of Keystone", () => {
    const { asUnconfigured, notImplemented, notReal } = readParityNotes();
    for (const pattern of [asUnconfigured, notImplemented, notReal].flatMap((notes) => Object.keys(notes))) {
      const only = { asUnconfigured: {}, notImplemented: {}, notReal: { [pattern]: "x" }, differences: [] };
      const touched = compareRoutes(readKeystoneRoutes(), [], only).some(({ state }) => state === "not real");
      expect(touched, pattern).toBe(true);
    }
  });
});
