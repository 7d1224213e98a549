import { includes, parseAddress, parseCidr } from "../../addresses/index.ts";
import type { GroupFacts, Hop, OwnPortFacts, Traffic } from "../types.ts";
import { missing, remotePortOf, type Side } from "../view.ts";

type Rule = GroupFacts["rules"][number];

/** Neutron takes a protocol by its name or its number. */
const NUMBERS = { icmp: "1", tcp: "6", udp: "17", vrrp: "112" } as const;

/** Whether the security groups of a port let its peer's frames in, or its own out to it. */
export function securityHop(name: string, side: Side, peer: Side, direction: "ingress" | "egress", traffic: Traffic): Hop {
  const { port, place, facts, title } = side;
  if (port === undefined) return missing(name, side);
  const hop = { name, site: place.site };
  if (!port.isPortSecurityOn)
    return { ...hop, state: "ok", why: `${title} has port security off: everything passes.`, next: null };
  const way = direction === "ingress" ? `in from ${peer.title}` : `out to ${peer.title}`;
  const groups = port.groups.map((group) => group.name || group.id).join(", ");
  const next = `openstack --os-cloud ${facts?.cloud ?? place.site} security group rule list ${port.groups[0]?.id ?? "GROUP"}`;
  if (port.groups.length === 0) {
    const text = `${title} has port security on and no security group: nothing is let ${way}.`;
    return {
      ...hop,
      state: "broken",
      why: text,
      next: `openstack --os-cloud ${facts?.cloud ?? place.site} port show ${port.id}`,
    };
  }
  const rules = port.groups.flatMap((group) => group.rules).filter((rule) => rule.direction === direction);
  const members = memberships(side, peer);
  const addresses = peer.port?.addresses ?? remotePortOf(side, peer)?.addresses ?? [];
  const fitting = rules.filter((rule) => isFor(rule, addresses, members) && carries(rule, traffic));
  if (fitting.length > 0) return { ...hop, state: "ok", why: `${groups} lets ${saying(fitting)} ${way}.`, next: null };
  if (addresses.length === 0) return { ...hop, state: "unknown", why: `No address of ${peer.title} is known.`, next };
  const wouldFit = rules.some((rule) => rule.remote_group_id !== null && carries(rule, traffic));
  const why = !wouldFit
    ? `no rule of ${groups} lets ${trafficText(traffic)} ${way}.`
    : members === undefined
      ? `${groups} lets members of its groups pass, and ${place.site} has no remote port that makes ${peer.title} one.`
      : `${groups} lets members of its groups pass, and ${peer.title} is none here.`;
  const mends = wouldFit && members === undefined ? `multisite network status ${place.network} --ports` : next;
  return { ...hop, state: "broken", why, next: mends };
}

/** The groups that a peer is a member of in this site; undefined: it is not there at all. */
function memberships(side: Side, peer: Side): readonly string[] | undefined {
  if (side.place.site === peer.place.site) return peer.port?.groups.map(({ id }) => id);
  return remotePortOf(side, peer)?.made?.groups;
}

function isFor(rule: Rule, addresses: OwnPortFacts["addresses"], members: readonly string[] | undefined): boolean {
  if (rule.remote_group_id !== null) return members?.includes(rule.remote_group_id) === true && hasFamily(rule, addresses);
  const cidr = rule.remote_ip_prefix === null ? undefined : parseCidr(rule.remote_ip_prefix);
  if (rule.remote_ip_prefix === null) return hasFamily(rule, addresses);
  return addresses.some((text) => {
    const address = parseAddress(text);
    return address !== undefined && cidr !== undefined && includes(cidr, address);
  });
}

/** IPv4 is what our networks carry; without an address nothing is let through by a rule for addresses. */
function hasFamily({ ethertype }: Rule, addresses: readonly string[]): boolean {
  return addresses.some((address) => (parseAddress(address) === undefined ? "IPv6" : "IPv4") === ethertype);
}

function carries({ protocol, port_range_min: min, port_range_max: max }: Rule, traffic: Traffic): boolean {
  if (traffic.protocol === "any" || protocol === null) return true;
  if (protocol !== traffic.protocol && protocol !== NUMBERS[traffic.protocol]) return false;
  if (traffic.port === undefined || min === null) return true;
  return min <= traffic.port && traffic.port <= (max ?? min);
}

function saying(rules: readonly Rule[]): string {
  if (rules.some(({ protocol }) => protocol === null)) return "everything";
  return [...new Set(rules.map(ruleText))].join(", ");
}

function ruleText({ protocol, port_range_min: min, port_range_max: max }: Rule): string {
  if (min === null) return protocol ?? "everything";
  return `${protocol} ${max === null || min === max ? min : `${min} to ${max}`}`;
}

function trafficText({ protocol, port }: Traffic): string {
  if (protocol === "any") return "anything";
  return port === undefined ? protocol : `${protocol} ${port}`;
}
