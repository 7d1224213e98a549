import { parseCidr } from "../addresses/cidr.ts";
import { oneOf, text } from "../attributes/checks.ts";
import { hasPorts, isIcmp, protocolNumber, toProtocol } from "../attributes/protocols.ts";
import { pythonText } from "../attributes/python.ts";
import { identified } from "../attributes/standard.ts";
import type { Attribute, AttributeMap, Attributes } from "../attributes/types.ts";
import { type Caller, owns } from "../caller.ts";
import { conflict, NeutronFault, notFound } from "../faults.ts";
import { born, type NeutronState, type StoredSecurityGroupRule } from "../state.ts";
import type { Kind } from "./kind.ts";
import { showRule } from "./security-groups.ts";

const optional: Attribute = { in: "POST", default: null, isFilter: true, isSortKey: true };

const attributes: AttributeMap = {
  ...identified,
  security_group_id: { in: "POST", isRequired: true, check: text(36), isFilter: true, isSortKey: true },
  remote_group_id: optional,
  direction: { in: "POST", isRequired: true, check: oneOf(["ingress", "egress"]), isFilter: true, isSortKey: true },
  protocol: { ...optional, convert: toProtocol },
  port_range_min: { ...optional, convert: toPort },
  port_range_max: { ...optional, convert: toPort },
  ethertype: { ...optional, default: "IPv4", convert: toEthertype },
  remote_ip_prefix: { ...optional, convert: toPrefix },
  remote_address_group_id: optional,
  normalized_cidr: { in: "none", isFilter: true, isSortKey: true },
};

/** Rules do not change: they are made and deleted. */
export const securityGroupRules: Kind<StoredSecurityGroupRule> = {
  singular: "security_group_rule",
  plural: "security_group_rules",
  attributes,
  guards: [],
  isHidden: true,
  table: (state) => state.securityGroupRules,
  absent: (id) => notFound("SecurityGroupRule", id),
  sees: (_state, caller, rule) => owns(caller, rule),
  owns: (_state, caller, rule) => owns(caller, rule),
  show: (_state, rule) => showRule(rule),
  checkTogether(items) {
    const isTwice = items.some((item, index) => items.slice(index + 1).some((other) => isSame(asRule(item), asRule(other))));
    if (isTwice) throw wrong("DuplicateSecurityGroupRuleInPost", "Duplicate Security Group Rule in POST.", 409);
  },
  create(state, given, caller) {
    const { tags, ...rest } = born(state, String(given.project_id));
    const rule: StoredSecurityGroupRule = { ...asRule(given), ...rest };
    checkPorts(rule);
    checkRemote(state, rule, caller);
    const same = [...state.securityGroupRules.values()].find((other) => isSame(rule, other));
    if (same !== undefined)
      throw conflict("SecurityGroupRuleExists", `Security group rule already exists. Rule id is ${same.id}.`);
    state.securityGroupRules.set(rule.id, rule);
    return rule;
  },
  remove: (state, rule) => void state.securityGroupRules.delete(rule.id),
};

function asRule(given: Attributes): StoredSecurityGroupRule {
  const names = ["security_group_id", "direction", "ethertype", "protocol", "port_range_min", "port_range_max", "description"];
  const remotes = ["remote_ip_prefix", "remote_group_id", "remote_address_group_id"];
  return Object.fromEntries([...names, ...remotes].map((name) => [name, given[name]])) as unknown as StoredSecurityGroupRule;
}

function checkPorts({ protocol, port_range_min: min, port_range_max: max }: StoredSecurityGroupRule): void {
  if (min === null && max === null) return;
  if (protocol === null)
    throw wrong("SecurityGroupProtocolRequiredWithPorts", "Must also specify protocol if port range is given.");
  if (hasPorts(protocol)) {
    if (min === 0 || max === 0) throw wrong("SecurityGroupInvalidPortValue", "Invalid value for port 0");
    if (min === null || max === null || min > max)
      throw wrong("SecurityGroupInvalidPortRange", "For TCP/UDP protocols, port_range_min must be <= port_range_max");
  } else if (isIcmp(protocol)) {
    for (const [field, attribute, value] of [
      ["type", "port_range_min", min],
      ["code", "port_range_max", max],
    ] as const) {
      if (value === null || value <= 255) continue;
      const text = `Invalid value for ICMP ${field} (${attribute}) ${value}. It must be 0 to 255.`;
      throw wrong("SecurityGroupInvalidIcmpValue", text);
    }
    if (min === null) {
      const text = `ICMP code (port-range-max) ${max} is provided but ICMP type (port-range-min) is missing.`;
      throw wrong("SecurityGroupMissingIcmpType", text);
    }
  }
}

function checkRemote(state: NeutronState, rule: StoredSecurityGroupRule, caller: Caller): void {
  const prefix = rule.remote_ip_prefix;
  if (prefix !== null && `IPv${parseCidr(prefix)?.version}` !== rule.ethertype) {
    const text = `Conflicting value ethertype ${rule.ethertype} for CIDR ${prefix}`;
    throw wrong("SecurityGroupRuleParameterConflict", text);
  }
  if (prefix !== null && rule.remote_group_id !== null) {
    const text = "Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may be provided.";
    throw wrong("SecurityGroupMultipleRemoteEntites", text);
  }
  for (const id of [rule.remote_group_id, rule.security_group_id]) {
    const group = id === null ? undefined : state.securityGroups.get(id);
    if (id !== null && (group === undefined || !owns(caller, group))) throw notFound("SecurityGroup", id);
  }
}

function isSame(one: StoredSecurityGroupRule, other: StoredSecurityGroupRule): boolean {
  const keys = ["security_group_id", "direction", "ethertype", "port_range_min", "port_range_max", "remote_ip_prefix"] as const;
  const isAlike = keys.every((key) => one[key] === other[key]) && one.remote_group_id === other.remote_group_id;
  return isAlike && protocolNumber(one.protocol) === protocolNumber(other.protocol);
}

const wrong = (type: string, message: string, status = 400): NeutronFault => new NeutronFault(status, type, message);

function toPort(value: unknown): number | null {
  if (value === null) return null;
  const port = Number(value);
  if (typeof value !== "boolean" && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw wrong("SecurityGroupInvalidPortValue", `Invalid value for port ${pythonText(value)}`);
}

function toEthertype(value: unknown): string {
  const known = ["IPv4", "IPv6"].find((type) => type.toLowerCase() === pythonText(value).toLowerCase());
  if (known !== undefined) return known;
  const text = `Security group rule for ethertype '${pythonText(value)}' not supported. Allowed values are ['IPv4', 'IPv6'].`;
  throw wrong("SecurityGroupRuleInvalidEtherType", text);
}

function toPrefix(value: unknown): string | null {
  if (value === null || value === "") return null;
  const text = pythonText(value);
  const cidr = parseCidr(text);
  if (cidr === undefined) throw wrong("InvalidCIDR", `Invalid CIDR ${text} given as IP prefix.`);
  return text.includes("/") ? text : `${text}/${cidr.prefix}`;
}
