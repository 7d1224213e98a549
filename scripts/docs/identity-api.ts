import { routes } from "../../packages/identity/api/index.ts";
import { markdownTable, pageHead } from "./markdown.ts";
import { compareRoutes, type RouteState, readKeystoneRoutes, readParityNotes } from "./parity.ts";

const MEANINGS: Readonly<Record<RouteState, string>> = {
  done: "answered as Keystone answers it",
  "as unconfigured": "answered as a Keystone that has the feature not set up",
  "not implemented": "refused with 501",
  "not real": "in Keystone's routing table, but meant by nobody; 405 here",
  open: "not there yet: 404 or 405",
};

/** `docs/reference/identity-api.md`. */
export function identityApiPage(): string {
  const notes = readParityNotes();
  const parity = compareRoutes(readKeystoneRoutes(), routes, notes);
  const intro =
    "Every method and path of Keystone Zed, taken from the routing table of a running one, and where it stands here. " +
    "What a route does is defined by Keystone's API reference and by Keystone's own code.";
  const counts = Object.entries(MEANINGS).map(([state, meaning]) => [
    state,
    String(parity.filter((route) => route.state === state).length),
    meaning,
  ]);
  const differences = notes.differences.map(({ where, keystone, here, why }) => [where, keystone, here, why]);
  const rows = parity.map(({ method, path, state, note }) => [method, `\`${path}\``, state, note]);
  return [
    pageHead("Identity API", intro),
    `## Counts\n\n${markdownTable(["State", "Routes", "Meaning"], [...counts, ["all", String(parity.length), ""]])}\n`,
    `## Meant differences\n\n${markdownTable(["Where", "Keystone", "Here", "Why"], differences)}\n`,
    `## Routes\n\n${markdownTable(["Method", "Path", "State", "Note"], rows)}\n`,
  ].join("\n");
}
