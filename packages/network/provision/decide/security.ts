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
export function changeRules(group: SecurityGroup, { network, projectId }: WantedHere): readonly ProvisionAction[] {
  const wanted = network.security.allow.map((rule) => toRequest(rule, group.id, projectId));
  const has = group.security_group_rules.filter(({ direction }) => direction === "ingress");
  const missing = wanted.filter((rule) => !has.some((one) => textOf(one) === textOf(rule)));
  const surplus = has.filter((rule) => !wanted.some((one) => textOf(one) === textOf(rule)));
  return [
    ...missing.map((request) => ({ act: "create-rule", request }) as const),
    ...surplus.map(({ id }) => ({ act: "delete-rule", id }) as const),
  ];
}

/** IP protocol 112; Neutron has a name for it, and answers with that. */
const PROTOCOLS = { any: null, icmp: "icmp", tcp: "tcp", udp: "udp", vrrp: "vrrp" } as const;

function toRequest(
  { protocol, portMin, portMax, from }: SecurityRule,
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
    ...(from === "members" ? { remote_group_id: groupId } : { remote_ip_prefix: from }),
  };
}

function textOf(rule: SecurityGroupRule | SecurityGroupRuleRequest): string {
  const { ethertype, protocol, port_range_min, port_range_max, remote_group_id, remote_ip_prefix } = rule;
  const parts = [ethertype, protocol, port_range_min, port_range_max, remote_group_id, remote_ip_prefix];
  return parts.map((part) => part ?? "").join(" ");
}
