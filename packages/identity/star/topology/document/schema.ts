import { documentSchema } from "@multisite/kernel/document";
import { keysSchema } from "./keys-schema.ts";
import { sitesSchema } from "./sites-schema.ts";

/**
 * The document of a star, as JSON Schema: what the reader accepts, what editors check, and what the reference page lists. What one
 * field alone cannot show (who follows whom, votes) is in `../checks/`.
 */
export const starSchema = documentSchema({
  kind: "IdentityStar",
  description: "One login for all sites: the sites, their nodes, who follows whom, and how keys rotate.",
  called: "star",
  name: {
    type: "string",
    pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
    maxLength: 32,
    description: "Name of the star; also of the Galera cluster. It stays as it is for the star's whole life.",
  },
  spec: {
    type: "object",
    description: "The star itself; the same in every site.",
    required: ["generation", "publicEndpoint", "sites"],
    additionalProperties: false,
    properties: {
      generation: {
        type: "integer",
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "Grows with every change. The highest one that all members have acknowledged is in force.",
      },
      mode: {
        type: "string",
        enum: ["star", "multi-cluster", "single-cluster", "centralized"],
        default: "star",
        description:
          "star: masters in two sites, all other sites follow. multi-cluster: one writable cluster, read-only clusters follow it. single-cluster: all nodes are masters of one synchronous cluster. centralized: one site serves all others.",
      },
      engine: {
        type: "string",
        enum: ["mariadb", "embedded"],
        default: "mariadb",
        description: "mariadb: Galera and GTID replicas. embedded: SQLite, one writer with a synchronous standby, and replicas.",
      },
      publicEndpoint: {
        type: "string",
        minLength: 1,
        maxLength: 255,
        description: "The one public name of all sites as an absolute URL without /v3, as Keystone's [DEFAULT] public_endpoint.",
      },
      sites: sitesSchema,
      keys: keysSchema,
      wire: {
        type: "object",
        default: {},
        description: "What a token's bytes depend on besides the keys; every site is checked for it.",
        additionalProperties: false,
        properties: {
          authMethods: {
            type: "array",
            default: ["external", "password", "token", "oauth1", "mapped", "application_credential"],
            description: "Keystone's [auth] methods in order: a token names its methods by their place in this list.",
            items: { type: "string", pattern: "^[a-z0-9_]+$", maxLength: 64 },
          },
          defaultDomainId: {
            type: "string",
            default: "default",
            minLength: 1,
            maxLength: 64,
            description: "Keystone's [identity] default_domain_id.",
          },
        },
      },
      holdDownSeconds: {
        type: "integer",
        minimum: 1,
        maximum: 86_400,
        default: 30,
        description: "How long a replica's master may be gone before the replica moves to another one.",
      },
      refuseAdminAfterIsolationSeconds: {
        type: "integer",
        minimum: 1,
        maximum: 31_536_000,
        description: "After so long without news of any other site, a site refuses admin scopes. Unset: never.",
      },
    },
  },
});
