import { readFileSync } from "node:fs";

/** What Keystone Zed says of one of its options, as `oslo-config-generator` knows it. */
export interface KeystoneOption {
  readonly default: unknown;
  readonly secret?: boolean;
  /** Former names as `group.option`. */
  readonly formerly?: readonly string[];
}

/** Keystone's own options and those of the libraries that it reads from keystone.conf. */
export const keystoneOptions: Readonly<Record<string, Readonly<Record<string, KeystoneOption>>>> = JSON.parse(
  readFileSync(new URL("./keystone-options.json", import.meta.url), "utf8"),
);

/** Present names of options by their former ones. */
export const presentNames: ReadonlyMap<string, readonly [group: string, option: string]> = new Map(
  Object.entries(keystoneOptions).flatMap(([group, options]) =>
    Object.entries(options).flatMap(([option, { formerly = [] }]) =>
      formerly.map((name): [string, [string, string]] => [name, [group, option]]),
    ),
  ),
);
