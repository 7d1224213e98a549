import { readFileSync } from "node:fs";
import type { MariadbAccess } from "@multisite/agent";
import { mariadbOptions } from "@multisite/identity/star";
import { readOptions, text } from "@multisite/kernel/config";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { Secret } from "@multisite/kernel/secret";
import { readYamlSettings } from "../../config-file/yaml.ts";

const GROUPS = {
  agent: { home: text("/var/lib/multisite", "Home of the node.") },
  mariadb: mariadbOptions,
} as const;

/**
 * What `star render` has written for a node's agent.
 *
 * @throws MultisiteError `cli.config_file.*`
 */
export function readAgentFile(file: string): { readonly home: string; readonly mariadb: MariadbAccess } {
  const { document, problems } = readYamlSettings(readText(file), file, GROUPS);
  if (problems.length > 0) {
    throw new MultisiteError("cli.config_file.invalid", `The configuration cannot be used:\n  ${problems.join("\n  ")}`);
  }
  const { agent, mariadb } = readOptions(GROUPS, document, file);
  return { home: agent.home, mariadb: { socket: mariadb.socket, password: new Secret(mariadb.password), tls: mariadb.tls } };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const problem = `The configuration file ${file} cannot be read (${messageOf(cause)}).`;
    throw new MultisiteError("cli.config_file.unreadable", problem, { cause });
  }
}
