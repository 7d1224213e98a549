import type { SecurityGroup, SecurityGroupRule, SecurityGroupRuleRequest } from "@multisite/openstack/network";
import type { SecurityRule } from "../../document/types.ts";
import { networkTag } from "../../shadows/index.ts";
import type { ProvisionAction, WantedHere } from "../types.ts";

/** Remote ports are members of the same group, so that a rule for members lets in those of all sites. */
export function createGroup({ network, projectId }: WantedHere): readonly ProvisionAction[] {
  if (network.security.portSecurity === "off") return [];
  return [
    {
      act: "create-group",
      request: { name: network.name, description: networkTag(network.name), project_id: projectId },
    },
  ];
}

/** First what is allowed anew, then what is no more: nothing that both allow is ever cut. */
export function changeRules(group: SecurityGroup, wanted: WantedHere): readonly ProvisionAction[] {
  const { network, projectId } = wanted;
  const rules = network.security.allow.flatMap((rule) =>
    sourcesOf(rule, group.id, wanted).map((source) => toRequest(rule, source, group.id, projectId)),
  );
  const has = group.security_group_rules.filter(({ direction }) => direction === "ingress");
  const missing = rules.filter((rule) => !has.some((one) => textOf(one) === textOf(rule)));
  const surplus = has
    .filter((rule) => !rules.some((one) => textOf(one) === textOf(rule)))
    .filter((rule) => !isOfOthers(rule, wanted) || mayEnd(wanted));
  return [
    ...missing.map((request) => ({ act: "create-rule", request }) as const),
    ...surplus.map(({ id }) => ({ act: "delete-rule", id }) as const),
  ];
}

/**
 * Only what lets members of other sites in at these addresses, and not at others. `rules` are those of the group that concern them: what
 * else the document allows is changed by an operator's order alone.
 */
export function letIn(
  rules: readonly SecurityGroupRule[],
  groupId: string,
  wanted: WantedHere,
): readonly (ProvisionAction & { readonly act: "create-rule" | "delete-rule" })[] {
  const { network, projectId, membersElsewhere } = wanted;
  const { allow } = network.security;
  const shall = (membersElsewhere?.addresses ?? []).flatMap((address) =>
    allow
      .filter(({ from }) => from === "members")
      .map((rule) => toRequest(rule, { remote_ip_prefix: `${address}/32` }, groupId, projectId)),
  );
  const written = allow
    .filter(({ from }) => from !== "members")
    .map((rule) => toRequest(rule, { remote_ip_prefix: rule.from }, groupId, projectId));
  const wantedTexts = new Set([...shall, ...written].map(textOf));
  const has = rules.filter(({ direction }) => direction === "ingress");
  const hasTexts = new Set(has.map(textOf));
  const surplus = mayEnd(wanted) ? has.filter((rule) => isOfOthers(rule, wanted) && !wantedTexts.has(textOf(rule))) : [];
  return [
    ...shall.filter((rule) => !hasTexts.has(textOf(rule))).map((request) => ({ act: "create-rule", request }) as const),
    ...surplus.map(({ id }) => ({ act: "delete-rule", id }) as const),
  ];
}

function mayEnd({ membersElsewhere }: WantedHere): boolean {
  return membersElsewhere?.isWhole ?? false;
}

type Source = Pick<SecurityGroupRuleRequest, "remote_group_id" | "remote_ip_prefix">;

/**
 * Who members are. Of an overlay, remote ports are members of the same group. On the operator's switches nobody else has addresses of
 * the network, and no remote ports are needed. Of a routed network the other sites' ports come with the addresses that lead to them.
 */
function sourcesOf({ from }: SecurityRule, groupId: string, { network, membersElsewhere }: WantedHere): readonly Source[] {
  if (from !== "members") return [{ remote_ip_prefix: from }];
  if (network.type === "provider" && network.cidr !== undefined) return [{ remote_ip_prefix: network.cidr }];
  const elsewhere = network.type === "routed" ? (membersElsewhere?.addresses ?? []) : [];
  return [{ remote_group_id: groupId }, ...elsewhere.map((address) => ({ remote_ip_prefix: `${address}/32` }))];
}

/** Whether a rule lets in a member of another site, as far as can be told while they are not known. */
function isOfOthers({ remote_ip_prefix }: SecurityGroupRule, { network }: WantedHere): boolean {
  return network.type === "routed" && (remote_ip_prefix?.endsWith("/32") ?? false);
}

/** IP protocol 112; Neutron has a name for it, and answers with that. */
const PROTOCOLS = { any: null, icmp: "icmp", tcp: "tcp", udp: "udp", vrrp: "vrrp" } as const;

function toRequest(
  { protocol, portMin, portMax }: SecurityRule,
  source: Source,
  groupId: string,
  projectId: string,
): SecurityGroupRuleRequest {
  return {
    project_id: projectId,
    security_group_id: groupId,
    direction: "ingress",
    ethertype: "IPv4",
    protocol: PROTOCOLS[protocol],
    port_range_min: portMin ?? null,
    port_range_max: portMax ?? portMin ?? null,
    ...source,
  };
}

function textOf(rule: SecurityGroupRule | SecurityGroupRuleRequest): string {
  const { ethertype, protocol, port_range_min, port_range_max, remote_group_id, remote_ip_prefix } = rule;
  const parts = [ethertype, protocol, port_range_min, port_range_max, remote_group_id, remote_ip_prefix];
  return parts.map((part) => part ?? "").join(" ");
}
