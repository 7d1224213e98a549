import type { ListPart } from "@multisite/kernel/document";
import { anyName, count, siteName } from "./parts.ts";

export const vmsSchema: ListPart = {
  type: "array",
  minItems: 1,
  description: "The VMs of the VNF at the primary site, in groups that are treated alike.",
  items: {
    type: "object",
    description: "Some VMs.",
    required: ["name", "select", "stage"],
    additionalProperties: false,
    properties: {
      name: siteName("Unique in this plan."),
      select: {
        type: "object",
        description: "Servers that have all of this.",
        required: [],
        additionalProperties: false,
        properties: {
          id: anyName("The server's ID."),
          name: anyName("The server's name."),
          tag: anyName("A tag of the server."),
          metadata: {
            type: "object",
            description: "Metadata of the server.",
            properties: {},
            additionalProperties: { type: "string", maxLength: 255 },
          },
        },
      },
      stage: count("Those with a lower one are started first, and quiesced last.", 1, 100),
      quiesce: {
        type: "string",
        enum: ["auto", "nova-rpc", "guest-agent", "pause", "suspend", "hook", "none"],
        default: "auto",
        description: "How they are brought to write nothing; auto: the best that works, which a check tells.",
      },
      hook: {
        type: "string",
        pattern: "^https?://",
        maxLength: 2048,
        description: "Of method hook: a URL of the application that is asked to quiesce and to go on.",
      },
      health: {
        type: "object",
        description: "What shows that a restored VM works. Unset: that Nova says ACTIVE.",
        required: ["method"],
        additionalProperties: false,
        properties: {
          method: { type: "string", enum: ["tcp", "http", "guest-agent"], description: "How it is asked." },
          port: count("Of methods tcp and http.", 1, 65_535),
          path: { type: "string", pattern: "^/", maxLength: 1024, description: "Of method http." },
          timeoutMs: count("So long it may take to come.", 1000, 3_600_000, 300_000),
        },
      },
    },
  },
};
