import { cidrText, parseCidr } from "../../addresses/index.ts";
import { madeNetwork } from "../look.ts";
import type { Obstacle, PreflightCheck } from "../types.ts";

export const madeOtherwise: PreflightCheck = {
  code: "network.preflight.subnet_differs",
  severity: "error",
  rule: "What is there already fits the document: one subnet of its CIDR, the site's own pool, gateway and DHCP only where the document has them.",
  find: (network, facts) =>
    facts.flatMap((site): readonly Obstacle[] => {
      const made = madeNetwork(site, network);
      const index = network.sites.findIndex(({ name }) => name === site.site);
      const own = network.sites[index];
      if (made === undefined || own === undefined) return [];
      const cidr = parseCidr((network.type === "routed" ? own.cidr : network.cidr) ?? "");
      const say = (field: string, message: string): Obstacle => ({ site: site.site, field, message });
      return site.subnets
        .filter(({ network_id }) => network_id === made.id)
        .flatMap((subnet): readonly Obstacle[] => {
          if (cidr !== undefined && subnet.cidr !== cidrText(cidr))
            return [
              say("spec.cidr", `The subnet in ${site.site} is ${subnet.cidr}: a CIDR stays; write it, or make the network anew.`),
            ];
          const pools = subnet.allocation_pools;
          const fits = pools.length === 1 && pools[0]?.start === own.pool.first && pools[0].end === own.pool.last;
          return [
            ...(fits ? [] : [say(`spec.sites[${index}].pool`, poolText(site.site, own.pool, pools))]),
            ...(subnet.enable_dhcp && network.dhcpSite !== site.site && network.type !== "routed"
              ? [
                  say(
                    "spec.dhcpSite",
                    `DHCP is on in ${site.site}, where it would answer instances of all sites: switch it off there.`,
                  ),
                ]
              : []),
            ...(subnet.gateway_ip && network.gateway === undefined && network.type !== "routed"
              ? [
                  say(
                    "spec.gateway",
                    `The subnet in ${site.site} has gateway ${subnet.gateway_ip}: clear it there, or write the gateway.`,
                  ),
                ]
              : []),
          ];
        });
    }),
};

export const externalNetwork: PreflightCheck = {
  code: "network.preflight.external_network",
  severity: "error",
  rule: "Floating IPs of a routed network come from an external network that is there.",
  find(network, facts) {
    if (network.type !== "routed") return [];
    return network.sites.flatMap(({ name: site, externalNetwork }, index): readonly Obstacle[] => {
      const seen = facts.find((one) => one.site === site);
      if (seen === undefined || seen.networks.some((one) => one.name === externalNetwork && one["router:external"])) return [];
      const message = `${site} has no external network ${externalNetwork}: correct the name, or make it (router:external).`;
      return [{ site, field: `spec.sites[${index}].externalNetwork`, message }];
    });
  },
};

function poolText(
  site: string,
  pool: { readonly first: string; readonly last: string },
  has: readonly { readonly start: string; readonly end: string }[],
): string {
  const hasText = has.map(({ start, end }) => `${start} to ${end}`).join(", ");
  return `The pool in ${site} is ${hasText}, and the document says ${pool.first} to ${pool.last}: set it with \`openstack subnet set --no-allocation-pool --allocation-pool\`, or correct the document.`;
}
