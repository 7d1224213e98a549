import { wiringAgents } from "../look.ts";
import type { Obstacle, PreflightCheck } from "../types.ts";

export const noAgents: PreflightCheck = {
  code: "network.preflight.no_agent",
  severity: "error",
  rule: "Each site has an Open vSwitch or Linux bridge agent that is alive: remote ports are realized by them.",
  find: (_, facts) =>
    facts
      .filter((site) => !wiringAgents(site).some(({ alive }) => alive))
      .map(({ site }) => ({
        site,
        field: "agents",
        message: `${site} has no Open vSwitch or Linux bridge agent that is alive: start neutron-openvswitch-agent (ML2/OVN is not supported yet), or give the user the role admin: nobody else is shown agents.`,
      })),
};

export const deadAgents: PreflightCheck = {
  code: "network.preflight.dead_agent",
  severity: "warning",
  rule: "An agent that is not heard wires no ports, and is not told of remote ones until it is back.",
  find: (_, facts) =>
    facts.flatMap((site) => {
      const agents = wiringAgents(site);
      if (!agents.some(({ alive }) => alive)) return [];
      return agents
        .filter(({ alive }) => !alive)
        .map(({ host }) => ({
          site: site.site,
          field: `agents ${host}`,
          message: `The agent of ${host} is not heard: start it, or set it down if the host is gone.`,
        }));
    }),
};

export const l2population: PreflightCheck = {
  code: "network.preflight.l2population",
  severity: "error",
  rule: "l2population is on in the server and in every agent: it is how hosts learn where a remote port is.",
  find(network, facts) {
    if (network.type !== "overlay") return [];
    return facts.flatMap((site) =>
      wiringAgents(site)
        .filter(({ configurations }) => configurations.l2_population !== true)
        .map(({ host }) => ({
          site: site.site,
          field: `agents ${host}: [agent] l2_population`,
          message: `The agent of ${host} runs without l2population: set \`l2_population = True\` there and \`l2population\` in \`mechanism_drivers\` of the server, and restart both.`,
        })),
    );
  },
};

export const tunnelTypes: PreflightCheck = {
  code: "network.preflight.tunnel_types",
  severity: "error",
  rule: "Every agent has VXLAN among its tunnel types and says its tunnel endpoint: without the first it binds no port, without the second nobody sends to it.",
  find(network, facts) {
    if (network.type !== "overlay") return [];
    return facts.flatMap((site) =>
      wiringAgents(site).flatMap(({ host, configurations }): readonly Obstacle[] => {
        const field = (name: string): string => `agents ${host}: ${name}`;
        if (!configurations.tunnel_types?.includes("vxlan"))
          return [
            {
              site: site.site,
              field: field("[agent] tunnel_types"),
              message: `The agent of ${host} has no VXLAN: add vxlan to its \`tunnel_types\` and restart it.`,
            },
          ];
        if (!configurations.tunneling_ip)
          return [
            {
              site: site.site,
              field: field("[ovs] local_ip"),
              message: `The agent of ${host} says no tunnel endpoint: set \`local_ip\` to an address that the other sites reach, and restart it.`,
            },
          ];
        return [];
      }),
    );
  },
};

export const arpResponder: PreflightCheck = {
  code: "network.preflight.arp_responder",
  severity: "error",
  rule: "A Linux bridge agent answers no ARP itself: the kernel's VXLAN then drops questions for addresses that move, so that a VIP is reached by nobody.",
  find: (network, facts) =>
    network.vips.length === 0
      ? []
      : facts.flatMap((site) =>
          wiringAgents(site)
            .filter(({ agent_type, configurations }) => agent_type === "Linux bridge agent" && arpResponderOf(configurations))
            .map(({ host }) => ({
              site: site.site,
              field: `agents ${host}: [vxlan] arp_responder`,
              message: `The Linux bridge agent of ${host} would drop ARP for the VIPs: set \`arp_responder = False\` there and restart it.`,
            })),
        ),
};

function arpResponderOf(configurations: { readonly arp_responder_enabled?: boolean }): boolean {
  return configurations.arp_responder_enabled === true;
}

export const physicalNetwork: PreflightCheck = {
  code: "network.preflight.physical_network",
  severity: "error",
  rule: "Each host of a provider network is plugged into the physical network.",
  find(network, facts) {
    if (network.type !== "provider") return [];
    return facts.flatMap((site) => {
      const index = network.sites.findIndex(({ name }) => name === site.site);
      const physical = network.sites[index]?.physicalNetwork ?? "";
      return wiringAgents(site)
        .filter(({ configurations }) => configurations.bridge_mappings?.[physical] === undefined)
        .map(({ host }) => ({
          site: site.site,
          field: `spec.sites[${index}].physicalNetwork`,
          message: `${host} is not plugged into ${physical}: add it to \`bridge_mappings\` there, or correct the name.`,
        }));
    });
  },
};
