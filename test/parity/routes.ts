import { readFileSync } from "node:fs";

/** Every `METHOD PATH` of a Keystone Zed, from its live routing table. */
export const keystoneRoutes: readonly string[] = readFileSync(new URL("keystone-routes.txt", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/).join(" "));

/** Parts of Keystone's API that are compared nowhere. */
export const excludedGroups = ["OS-FEDERATION", "OS-OAUTH2", "OS-SIMPLE-CERT"] as const;

export const isExcluded = (route: string): boolean => excludedGroups.some((group) => route.includes(`/${group}`));
