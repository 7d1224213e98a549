import type { MapPart } from "@multisite/kernel/document";

const port = (description: string) => ({ type: "integer", minimum: 1, maximum: 65_535, description }) as const;

export const securitySchema: MapPart = {
  type: "object",
  default: {},
  description: "What ports accept. Everything that is not allowed is dropped.",
  additionalProperties: false,
  properties: {
    portSecurity: {
      type: "string",
      enum: ["on", "off"],
      default: "on",
      description: "off: no filter at all, and addresses are not checked either.",
    },
    allow: {
      type: "array",
      default: [{ protocol: "any", from: "members" }],
      description: "Rules of the security group that is made in each site.",
      items: {
        type: "object",
        description: "What may come in.",
        required: ["protocol"],
        additionalProperties: false,
        properties: {
          protocol: { type: "string", enum: ["any", "icmp", "tcp", "udp", "vrrp"], description: "IP protocol." },
          portMin: port("First port, of tcp and udp. All ports when unset."),
          portMax: port("Last port. The same as portMin when unset."),
          from: {
            type: "string",
            default: "members",
            pattern: "^(members|[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2})$",
            description: "members (the ports of this network, in all sites) or a CIDR.",
          },
        },
      },
    },
  },
};
