import { isDictionary } from "../attributes/checks.ts";
import type { Guard, Privilege } from "./authorize.ts";

// The rules are those of neutron/conf/policies/ without `enforce_new_defaults`.

const always =
  (privilege: Privilege): Guard["needs"] =>
  () =>
    privilege;
const whenTrue: Guard["needs"] = (value) => (value === true ? "admin" : undefined);
const keysOfItems = (value: unknown): readonly string[] => {
  const items = (Array.isArray(value) ? value : [value]).filter(isDictionary);
  return [...new Set(items.flatMap((item) => Object.keys(item)))];
};

export const networkGuards: readonly Guard[] = [
  { attribute: "shared", needs: whenTrue },
  { attribute: "router:external", needs: whenTrue },
  { attribute: "is_default", needs: whenTrue },
  { attribute: "provider:network_type", needs: always("admin") },
  { attribute: "provider:physical_network", needs: always("admin") },
  { attribute: "provider:segmentation_id", needs: always("admin") },
];

export const portGuards: readonly Guard[] = [
  { attribute: "mac_address", needs: always("network owner") },
  {
    attribute: "fixed_ips",
    needs: (value) => (keysOfItems(value).includes("ip_address") ? "network owner" : undefined),
    parts: keysOfItems,
  },
  {
    attribute: "device_owner",
    needs: (value) => (String(value).startsWith("network:") ? "network owner" : undefined),
  },
  { attribute: "allowed_address_pairs", needs: always("network owner"), parts: keysOfItems },
  { attribute: "port_security_enabled", needs: always("network owner") },
  { attribute: "binding:host_id", needs: always("admin") },
  { attribute: "binding:profile", needs: always("admin") },
];

export const routerGuards: readonly Guard[] = [
  { attribute: "distributed", needs: always("admin") },
  { attribute: "ha", needs: always("admin") },
  {
    attribute: "external_gateway_info",
    needs: (value) => {
      const keys = keysOfItems(value);
      return keys.includes("enable_snat") || keys.includes("external_fixed_ips") ? "admin" : undefined;
    },
    parts: keysOfItems,
  },
];

export const floatingIpGuards: readonly Guard[] = [
  { attribute: "floating_ip_address", needs: (value) => (value === null ? undefined : "admin") },
];
