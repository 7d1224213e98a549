import { readFileSync } from "node:fs";
import { type IdentityConfig, optionGroups, readIdentityConfig } from "@multisite/identity";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { resolvePaths } from "./paths.ts";
import { readYamlSettings } from "./yaml.ts";

/**
 * The configuration in a YAML file `{group: {option: value}}`, with its relative paths seen from the file's directory.
 *
 * @throws MultisiteError `cli.config_file.*`, naming the line of everything that is wrong
 */
export function readConfigFile(file: string): IdentityConfig {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const problem = `The configuration file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code ?? messageOf(cause)}).`;
    throw new MultisiteError("cli.config_file.unreadable", problem, { cause });
  }
  return parseConfig(text, file);
}

/** As {@link readConfigFile}, from a text that would stand in `file`. */
export function parseConfig(text: string, file: string): IdentityConfig {
  const { document, problems } = readYamlSettings(text, file, optionGroups);
  if (problems.length > 0) {
    throw new MultisiteError("cli.config_file.invalid", `The configuration cannot be used:\n  ${problems.join("\n  ")}`);
  }
  return resolvePaths(readIdentityConfig(document, file), file);
}
