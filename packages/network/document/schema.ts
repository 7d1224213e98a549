import { documentSchema } from "@multisite/kernel/document";
import { securitySchema } from "./security-schema.ts";
import { address, cidr, siteName, sitesSchema } from "./sites-schema.ts";

/** The document of a stretched network, as JSON Schema. What one field alone cannot show (pools that overlap) is in `checks/`. */
export const networkSchema = documentSchema({
  kind: "StretchedNetwork",
  description: "A network that ports of several OpenStack sites share, over their unmodified Neutrons.",
  called: "network",
  name: siteName("Name of the network, in every site too. It stays as it is for the network's whole life."),
  spec: {
    type: "object",
    description: "The network itself; the same in every site.",
    required: ["generation", "project", "sites"],
    additionalProperties: false,
    properties: {
      generation: {
        type: "integer",
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "Grows with every change. The highest one is in force.",
      },
      project: {
        type: "string",
        minLength: 1,
        maxLength: 64,
        description: "Name or ID of the project that owns it in every site.",
      },
      type: {
        type: "string",
        enum: ["overlay", "provider", "routed"],
        default: "overlay",
        description:
          "overlay: layer 2 in VXLAN, and networks may use the same addresses. provider: layer 2 of the operator's switches. routed: a network in each site, reached by floating IPs.",
      },
      cidr: cidr("Addresses of the whole network. Of types overlay and provider."),
      vni: {
        type: "integer",
        minimum: 1,
        maximum: 16_777_215,
        description: "Of type overlay: its VXLAN network identifier. Unset: one that is free in all sites.",
      },
      vlan: { type: "integer", minimum: 1, maximum: 4094, description: "Of type provider: its VLAN. Unset: a flat network." },
      mtu: {
        type: "integer",
        minimum: 576,
        maximum: 65_535,
        description: "Largest packet. Unset: what the sites' Neutrons give.",
      },
      gateway: {
        type: "object",
        description: "Of types overlay and provider: the router of one site, for all. Unset: none.",
        required: ["site", "address"],
        additionalProperties: false,
        properties: { site: siteName("The site with the router."), address: address("The router's address.") },
      },
      dhcpSite: siteName("Of types overlay and provider: the one site whose DHCP answers. Unset: none does."),
      vips: {
        type: "array",
        default: [],
        description: "Addresses that move between ports (VRRP), kept free in all sites.",
        items: {
          type: "object",
          description: "One address.",
          required: ["name", "address"],
          additionalProperties: false,
          properties: {
            name: siteName("Unique in this document."),
            address: address("Inside the CIDR and outside of all pools."),
          },
        },
      },
      security: securitySchema,
      sites: sitesSchema,
    },
  },
});
