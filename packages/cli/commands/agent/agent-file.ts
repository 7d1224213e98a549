import { readFileSync } from "node:fs";
import type { CloudAccess, MariadbAccess } from "@multisite/agent";
import { mariadbOptions } from "@multisite/identity/star";
import { choice, readOptions, text } from "@multisite/kernel/config";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { Secret } from "@multisite/kernel/secret";
import { readYamlSettings } from "../../config-file/yaml.ts";

const GROUPS = {
  agent: { home: text("/var/lib/multisite", "Home of the node.") },
  mariadb: mariadbOptions,
  network: {
    cloud: text(
      "",
      "Entry in clouds.yaml of this site's cloud, at the one node of the site that makes its networks; empty: none.",
    ),
    transport_url: text(
      "",
      "`transport_url` of the site's neutron.conf, with a RabbitMQ user that may do what Neutron's agents may.",
    ),
    clouds_file: text("", "A clouds.yaml; empty: where every OpenStack tool looks for it."),
    fence: text(
      "",
      "URL of a hook to the upstream router or switch: asked by POST to keep another site from answering for a floating IP.",
    ),
    tunnel_probe: choice(
      ["on", "none"],
      "on",
      "Whether this node tries the tunnel endpoints of other sites; none: it is not on their network.",
    ),
    tunnel_probe_through: text(
      "",
      "What begins a command that is on the network of the tunnels where this node itself is not: ip vrf exec NAME.",
    ),
  },
} as const;

/** How an agent is started. */
export interface AgentFile {
  readonly home: string;
  readonly mariadb: MariadbAccess;
  /** Where this node makes the networks of its site. */
  readonly cloud?: CloudAccess;
}

/**
 * What `star render` has written for a node's agent.
 *
 * @throws MultisiteError `cli.config_file.*`
 */
export function readAgentFile(file: string): AgentFile {
  const { document, problems } = readYamlSettings(readText(file), file, GROUPS);
  if (problems.length > 0) {
    throw new MultisiteError("cli.config_file.invalid", `The configuration cannot be used:\n  ${problems.join("\n  ")}`);
  }
  const { agent, mariadb, network } = readOptions(GROUPS, document, file);
  return {
    home: agent.home,
    mariadb: { socket: mariadb.socket, password: new Secret(mariadb.password), tls: mariadb.tls },
    ...(network.cloud === "" ? {} : { cloud: cloudAccess(network) }),
  };
}

function cloudAccess({
  cloud,
  transport_url,
  clouds_file,
  fence,
  tunnel_probe,
  tunnel_probe_through,
}: Record<keyof (typeof GROUPS)["network"], string>): CloudAccess {
  return {
    cloud,
    transportUrl: new Secret(transport_url),
    ...(clouds_file === "" ? {} : { cloudsFile: clouds_file }),
    ...(fence === "" ? {} : { fence }),
    tunnelProbe: tunnel_probe === "none" ? "none" : tunnel_probe_through.split(" ").filter((word) => word !== ""),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const problem = `The configuration file ${file} cannot be read (${messageOf(cause)}).`;
    throw new MultisiteError("cli.config_file.unreadable", problem, { cause });
  }
}
