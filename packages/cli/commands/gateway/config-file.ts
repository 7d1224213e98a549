import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readOptions } from "@multisite/kernel/config";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { type GatewayConfig, gatewayOptionGroups } from "@multisite/middleware/gateway";
import { readYamlSettings } from "../../config-file/yaml.ts";

/** Options that name a file, by group. */
const PATHS: readonly (readonly [group: string, option: string])[] = [
  ["identity", "authorities"],
  ["listen", "certificate"],
  ["listen", "private_key"],
  ["admin", "socket"],
  ["log", "path"],
];

/**
 * The text of a gateway's configuration.
 *
 * @throws MultisiteError `cli.config_file.unreadable`
 */
export function readGatewayText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const problem = `The configuration file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code ?? messageOf(cause)}).`;
    throw new MultisiteError("cli.config_file.unreadable", problem, { cause });
  }
}

/**
 * A gateway's configuration, `{group: {option: value}}` in YAML, with relative paths seen from the file's directory.
 *
 * @throws MultisiteError `cli.config_file.invalid`, naming the line of everything that is wrong
 */
export function parseGatewayText(text: string, file: string): GatewayConfig {
  const { document, problems } = readYamlSettings(text, file, gatewayOptionGroups);
  if (problems.length > 0) {
    throw new MultisiteError("cli.config_file.invalid", `The configuration cannot be used:\n  ${problems.join("\n  ")}`);
  }
  for (const [group, option] of PATHS) {
    const value = document[group]?.[option];
    if (typeof value === "string") (document[group] as Record<string, unknown>)[option] = resolve(dirname(resolve(file)), value);
  }
  return readOptions(gatewayOptionGroups, document, file);
}
