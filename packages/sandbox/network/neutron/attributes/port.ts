import { address, dictionary, firstOf, isDictionary, listOf, mac, oneOf, orNone, text, uuid } from "./checks.ts";
import { noneToEmptyList, toBoolean } from "./converters.ts";
import { addressPairs } from "./pairs.ts";
import { pythonText } from "./python.ts";
import { identified, isUp, name, neutronsOwn, status, tagged } from "./standard.ts";
import type { AttributeMap, Check } from "./types.ts";

const fixedIps: Check = (value) => {
  const wrong = (given: unknown): string => `Invalid data format for fixed IP: '${pythonText(given)}'`;
  if (!Array.isArray(value)) return wrong(value);
  const seen = new Set<unknown>();
  return firstOf(value, (item) => {
    if (!isDictionary(item)) return wrong(item);
    if (item.ip_address !== undefined && seen.has(item.ip_address)) return `Duplicate IP address '${item.ip_address}'`;
    seen.add(item.ip_address);
    return (item.ip_address === undefined ? undefined : address(item.ip_address)) ?? subnetOf(item);
  });
};

const subnetOf = (item: Readonly<Record<string, unknown>>): string | undefined =>
  item.subnet_id === undefined ? undefined : uuid(item.subnet_id);

const VNIC_TYPES = ["normal", "direct", "macvtap", "baremetal", "direct-physical", "virtio-forwarder", "smart-nic", "vdpa"];

export const portAttributes: AttributeMap = {
  ...identified,
  ...tagged,
  name,
  network_id: { in: "POST", isRequired: true, check: uuid, isFilter: true, isSortKey: true },
  admin_state_up: isUp,
  mac_address: { in: "POST PUT", check: mac, isFilter: true, isSortKey: true },
  fixed_ips: { in: "POST PUT", check: fixedIps, isFilter: true },
  device_id: { in: "POST PUT", default: "", check: text(255), isFilter: true, isSortKey: true },
  device_owner: { in: "POST PUT", default: "", check: text(255), isFilter: true, isSortKey: true },
  status,
  allowed_address_pairs: { in: "POST PUT", convert: noneToEmptyList, check: addressPairs },
  extra_dhcp_opts: { in: "POST PUT", default: [], convert: noneToEmptyList },
  security_groups: { in: "POST PUT", check: orNone(listOf(uuid)), isFilter: true },
  port_security_enabled: { in: "POST PUT", convert: toBoolean, isFilter: true },
  "binding:vif_type": neutronsOwn,
  "binding:vif_details": neutronsOwn,
  "binding:vnic_type": { in: "POST PUT", default: "normal", check: oneOf(VNIC_TYPES) },
  "binding:host_id": { in: "POST PUT", convert: pythonText, isFilter: true },
  "binding:profile": { in: "POST PUT", check: orNone(dictionary) },
};
