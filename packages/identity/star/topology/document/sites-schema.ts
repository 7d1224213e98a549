import type { IntegerPart, ListPart, MapPart, TextPart } from "@multisite/kernel/document";

const name = (description: string): TextPart => ({
  type: "string",
  pattern: "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
  maxLength: 63,
  description,
});

const port = (description: string): IntegerPart => ({ type: "integer", minimum: 1, maximum: 65_535, description });

const nodeSchema: MapPart = {
  type: "object",
  description: "One host of the site.",
  required: ["name", "role", "address"],
  additionalProperties: false,
  properties: {
    name: name("Unique among all sites."),
    role: {
      type: "string",
      enum: ["master", "replica", "arbitrator"],
      description:
        "master: takes writes (embedded: the first is the writer, the second its synchronous standby). replica: a read-only copy. arbitrator: a vote in the Galera cluster, without data and keys.",
    },
    address: {
      type: "string",
      pattern: "^[A-Za-z0-9:][A-Za-z0-9.:-]*$",
      maxLength: 253,
      description: "IP address or host name by which all other sites reach it.",
    },
    ports: {
      type: "object",
      default: {},
      description: "Where it listens at its address.",
      additionalProperties: false,
      properties: {
        agent: port("The agent's, mutual TLS: the only one that our own traffic between sites needs. 7443 when unset."),
        identity: port("The identity API's. 5000 when unset."),
        database: port("MariaDB's. 3306 when unset, on nodes of engine mariadb that hold data."),
        galera: port(
          "Galera's group communication; state transfer takes the two ports after it. 4567 when unset, on members of a cluster.",
        ),
      },
    },
    follows: name("Of a replica: the master that it follows."),
    delaySeconds: {
      type: "integer",
      minimum: 1,
      maximum: 2_147_483_647,
      description:
        "Of a replica that is kept so far behind on purpose, as the way back from a wrong bulk delete. It never serves.",
    },
  },
};

export const sitesSchema: ListPart = {
  type: "array",
  minItems: 1,
  description: "All sites. The order of masters counts on the embedded engine: the first is the writer.",
  items: {
    type: "object",
    description: "A place that can be cut off or lost as a whole.",
    required: ["name"],
    additionalProperties: false,
    properties: {
      name: name("Unique; the other sites and the certificates name it."),
      region: {
        type: "string",
        minLength: 1,
        maxLength: 255,
        description: "Its region in the catalog. The site's name when unset.",
      },
      nodes: {
        type: "array",
        default: [],
        description: "Its hosts. None: the site is served by others (`servedBy`).",
        items: nodeSchema,
      },
      servedBy: {
        type: "array",
        minItems: 1,
        description: "Sites that answer for it, nearest first, when it has no serving node of its own.",
        items: name("Name of a site."),
      },
      cluster: name(
        "Of multi-cluster mode: the read-only cluster of its replicas (and of an arbitrator in it), when several sites share one.",
      ),
    },
  },
};
