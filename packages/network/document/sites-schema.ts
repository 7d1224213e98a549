import type { ListPart, TextPart } from "@multisite/kernel/document";

const ADDRESS_PATTERN = "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$";
const CIDR_PATTERN = "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$";

export const address = (description: string): TextPart => ({ type: "string", pattern: ADDRESS_PATTERN, description });
export const cidr = (description: string): TextPart => ({ type: "string", pattern: CIDR_PATTERN, description });
export const siteName = (description: string): TextPart => ({
  type: "string",
  pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
  maxLength: 63,
  description,
});

export const sitesSchema: ListPart = {
  type: "array",
  minItems: 2,
  description: "The sites that it stretches over.",
  items: {
    type: "object",
    description: "One OpenStack.",
    required: ["name", "pool"],
    additionalProperties: false,
    properties: {
      name: siteName("The site's name, as the star's document has it."),
      pool: {
        type: "object",
        description: "Addresses that this site's Neutron gives out. No two sites have one in common.",
        required: ["first", "last"],
        additionalProperties: false,
        properties: { first: address("First address of the pool."), last: address("Last address of the pool.") },
      },
      cidr: cidr("Of type routed: the site's own network."),
      externalNetwork: {
        type: "string",
        minLength: 1,
        maxLength: 255,
        description: "Of type routed: name of the external network with its floating IPs.",
      },
      physicalNetwork: {
        type: "string",
        minLength: 1,
        maxLength: 64,
        description: "Of type provider: Neutron's name of the physical network (`bridge_mappings`).",
      },
      l2GatewayAddress: address("Of type overlay: the tunnel endpoint of an L2 gateway that stands in for the site's hosts."),
    },
  },
};
