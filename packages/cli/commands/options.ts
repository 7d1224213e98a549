import { Option } from "commander";
import { OUTPUT_FORMATS, type OutputFormat } from "../output/index.ts";

/** `--output`, which every command has. */
export function outputOption(): Option {
  return new Option("-o, --output <format>", "table for people, json or yaml for programs")
    .choices(OUTPUT_FORMATS)
    .default("table");
}

/** `--config`, for commands that work on one identity service's files. */
export function configOption(): Option {
  return new Option("-c, --config <file>", "configuration of the identity service (YAML)")
    .env("MULTISITE_IDENTITY_CONFIG")
    .makeOptionMandatory();
}

/** `--dry-run`, for commands that change something. */
export function dryRunOption(): Option {
  return new Option("--dry-run", "say what would be done, and do nothing").default(false, "do it");
}

export interface OutputOptions {
  readonly output: OutputFormat;
}

export interface ConfigOptions extends OutputOptions {
  readonly config: string;
}

/** `--home`, for commands that ask the agent of this host. */
export function homeOption(): Option {
  return new Option("-H, --home <directory>", "home of a node of this host")
    .env("MULTISITE_HOME")
    .default("/var/lib/multisite", "/var/lib/multisite");
}

export interface HomeOptions extends OutputOptions {
  readonly home: string;
}
