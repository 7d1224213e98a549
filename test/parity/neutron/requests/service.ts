import type { NeutronRequest } from "../types.ts";
import { ask, list } from "./write.ts";

/** The service itself: versions, extensions, paths that are none, and who may ask at all. */
export const service: readonly NeutronRequest[] = [
  { as: "nobody", method: "GET", path: "/" },
  { as: "admin", method: "GET", path: "/" },
  ask("GET", "/"),
  ask("GET", ""),
  ask("GET", "/", undefined, { as: "nobody" }),
  { as: "admin", method: "GET", path: "/v3.0/networks" },
  ask("GET", "/nonsense"),
  ask("GET", "/networks/a/b/c"),
  ask("POST", "/nonsense", { nonsense: {} }),
  ask("GET", "/extensions", undefined, { isOrdered: false }),
  ask("GET", "/extensions", undefined, { as: "nobody" }),
  ask("GET", "/extensions/standard-attr-tag"),
  ask("GET", "/extensions/router", undefined, { as: "red" }),
  ask("GET", "/extensions/no-extension"),
  ask("GET", "/availability_zones"),
  ask("GET", "/service-providers"),
  list("network", "", { as: "nobody" }),
  list("port", "", { as: "stranger" }),
];
