import { firstOf, keysOf } from "./checks.ts";
import { pythonText } from "./python.ts";
import type { Check } from "./types.ts";

/** Routes of subnets and routers. */
export const hostRoutes: Check = (value) =>
  Array.isArray(value)
    ? firstOf(value, keysOf("destination", "nexthop"))
    : `Invalid data format for hostroute: '${pythonText(value)}'`;
