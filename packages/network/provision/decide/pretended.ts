import type { FloatingIp, Network, Port, Router, SecurityGroup, SecurityGroupRule, Subnet } from "@multisite/openstack/network";
import type { ProvisionAction, ProvisionPlan, SeenHere, SeenPort, SeenWays } from "../types.ts";

export const NOTHING: SeenHere = { networks: [], subnets: [], groups: [], ports: [] };

/** What a Neutron has after a request. */
function apply(seen: SeenHere, action: ProvisionAction, id: string): SeenHere {
  switch (action.act) {
    case "create-network":
      return { ...seen, networks: [...seen.networks, { id, mtu: 1450, tags: [], ...action.request } as unknown as Network] };
    case "tag-network":
      return { ...seen, networks: seen.networks.map((one) => (one.id === action.id ? { ...one, tags: [action.tag] } : one)) };
    case "update-network":
      return { ...seen, networks: seen.networks.map((one) => (one.id === action.id ? { ...one, ...action.change } : one)) };
    case "update-port":
      return { ...seen, ports: seen.ports.map((one) => (one.id === action.id ? { ...one, ...action.change } : one) as SeenPort) };
    case "create-subnet":
      return { ...seen, subnets: [...seen.subnets, { id, ...action.request } as unknown as Subnet] };
    case "update-subnet":
      return { ...seen, subnets: seen.subnets.map((one) => (one.id === action.id ? { ...one, ...action.change } : one)) };
    case "create-group":
      return {
        ...seen,
        groups: [...seen.groups, { id, security_group_rules: [], ...action.request } as unknown as SecurityGroup],
      };
    case "create-rule": {
      const rule = { id, ...action.request } as unknown as SecurityGroupRule;
      return inGroups(seen, (rules, groupId) => (groupId === action.request.security_group_id ? [...rules, rule] : rules));
    }
    case "delete-rule":
      return inGroups(seen, (rules) => rules.filter((one) => one.id !== action.id));
    case "reserve-address":
      return { ...seen, ports: [...seen.ports, { id, ...action.request } as unknown as Port] };
    case "release-address":
      return { ...seen, ports: seen.ports.filter((one) => one.id !== action.id) };
    case "create-router": {
      const router = { id, external_gateway_info: null, ...action.request } as unknown as Router;
      return withWays(seen, ({ routers }) => ({ routers: [...routers, router] }));
    }
    case "update-router":
      return withWays(seen, ({ routers }) => ({
        routers: routers.map((one) => (one.id === action.id ? ({ ...one, ...action.change } as Router) : one)),
      }));
    case "add-interface": {
      const fixed_ips = [{ subnet_id: action.subnetId, ip_address: "192.0.2.1" }];
      const port = { id, device_owner: "network:router_interface", device_id: action.id, fixed_ips };
      return { ...seen, ports: [...seen.ports, port] };
    }
    case "remove-interface":
      return { ...seen, ports: seen.ports.filter(({ device_id }) => device_id !== action.id) };
    case "delete-router":
      return withWays(seen, ({ routers }) => ({ routers: routers.filter((one) => one.id !== action.id) }));
    case "create-floating-ip": {
      if (!seen.ports.some(({ device_owner }) => device_owner === "network:router_interface")) throw new Error("404");
      const floating = { id, floating_ip_address: "203.0.113.9", ...action.request } as unknown as FloatingIp;
      return withWays(seen, ({ floatingIps }) => ({ floatingIps: [...floatingIps, floating] }));
    }
    case "delete-floating-ip":
      return withWays(seen, ({ floatingIps }) => ({ floatingIps: floatingIps.filter((one) => one.id !== action.id) }));
    case "delete-network":
      return { ...seen, networks: [], subnets: [], ports: [] };
    case "delete-group":
      return { ...seen, groups: [] };
  }
}

function inGroups(
  seen: SeenHere,
  change: (rules: readonly SecurityGroupRule[], groupId: string) => readonly SecurityGroupRule[],
): SeenHere {
  const groups = seen.groups.map((one) => ({ ...one, security_group_rules: change(one.security_group_rules, one.id) }));
  return { ...seen, groups };
}

/** Looks and acts until nothing is left; ended after so many requests and begun anew, as often as the list says. */
export function run(seen: SeenHere, decide: (seen: SeenHere) => ProvisionPlan, deaths: readonly number[] = []): SeenHere {
  let now = seen;
  let id = 0;
  const left = [...deaths];
  for (let looks = 0; looks < 40; looks++) {
    const { actions } = decide(now);
    if (actions.length === 0) return now;
    for (const action of actions.slice(0, left.shift() ?? actions.length)) now = apply(now, action, `id-${looks}-${id++}`);
  }
  throw new Error("it never comes to an end");
}

/** Without IDs. */
export function shape(seen: SeenHere): unknown {
  return JSON.parse(JSON.stringify(seen, (key, value) => (key === "id" || key.endsWith("_id") ? undefined : value)));
}

function withWays(seen: SeenHere, change: (ways: SeenWays) => Partial<SeenWays>): SeenHere {
  const ways = seen.ways ?? { external: [], routers: [], floatingIps: [] };
  return { ...seen, ways: { ...ways, ...change(ways) } };
}
