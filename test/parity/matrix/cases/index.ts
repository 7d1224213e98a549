import { isExcluded, keystoneRoutes } from "../../routes.ts";
import { catalogCases } from "./catalog.ts";
import { delegationCases } from "./delegations.ts";
import { grantCases } from "./grants.ts";
import { peopleCases } from "./people.ts";
import { resourceCases } from "./resources.ts";
import { tokenCases } from "./tokens.ts";
import type { Case } from "./types.ts";

export type { Case } from "./types.ts";

const meant: readonly Case[] = [
  ...tokenCases,
  ...catalogCases,
  ...resourceCases,
  ...peopleCases,
  ...grantCases,
  ...delegationCases,
];

const NOBODYS_ID = "f".repeat(32);

/** Verbs of an item on its collection, and the other way round, as Flask-RESTful registers them. */
const unmeant: readonly Case[] = keystoneRoutes
  .filter((route) => !isExcluded(route) && !meant.some((one) => one.route === route))
  .map((route) => {
    const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const parameters = Object.fromEntries(names.map((name) => [name, NOBODYS_ID]));
    return { route, uses: async () => parameters, ...(route.startsWith("GET") ? {} : { body: () => ({}) }) };
  });

/** Every route of Keystone that is compared, by the order in which they are asked. */
export const cases: readonly Case[] = [...meant, ...unmeant];
