import { address, dictionary, firstOf, isDictionary, listOf, uuid } from "./checks.ts";
import { noneToEmptyList, toBoolean } from "./converters.ts";
import { pythonSet, pythonText } from "./python.ts";
import { hostRoutes } from "./routes.ts";
import { identified, isUp, name, neutronsOwn, tagged } from "./standard.ts";
import type { AttributeMap, Check } from "./types.ts";

const GATEWAY_KEYS = ["network_id", "enable_snat", "external_fixed_ips", "qos_policy_id"];

/** A network, and how to be on it; nothing, or an empty dictionary: no way out. */
const gateway: Check = (value) => {
  if (value === null) return undefined;
  if (!isDictionary(value)) return dictionary(value);
  const given = Object.keys(value);
  if (given.length === 0) return undefined;
  if (!given.includes("network_id")) {
    const keys = `Expected keys: ${pythonSet(["network_id"])} Provided keys: ${pythonSet(given)}`;
    return `Validation of dictionary's keys failed. ${keys}`;
  }
  const unexpected = given.filter((key) => !GATEWAY_KEYS.includes(key));
  if (unexpected.length > 0) return `Unexpected keys supplied: ${unexpected.join(", ")}`;
  const fixed = value.external_fixed_ips;
  return uuid(value.network_id) ?? (fixed === undefined ? undefined : fixedIps(fixed));
};

const fixedIps: Check = (value) => {
  if (!Array.isArray(value)) return `Invalid data format for fixed IP: '${pythonText(value)}'`;
  return firstOf(value.filter(isDictionary), ({ ip_address }) => (ip_address === undefined ? undefined : address(ip_address)));
};

export const routerAttributes: AttributeMap = {
  ...identified,
  ...tagged,
  name,
  admin_state_up: isUp,
  status: { in: "none", isSortKey: true },
  external_gateway_info: { in: "POST PUT", default: null, check: gateway },
  routes: { in: "PUT", convert: noneToEmptyList, check: hostRoutes },
  distributed: { in: "POST PUT", convert: toBoolean },
  ha: { in: "POST PUT", convert: toBoolean },
  flavor_id: { in: "POST", default: null },
  availability_zones: neutronsOwn,
  availability_zone_hints: { in: "POST", default: [], check: listOf(() => undefined) },
};
