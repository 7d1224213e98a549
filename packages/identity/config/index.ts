import { readOptions } from "@multisite/kernel/config";
import { starHome } from "../star/home/index.ts";
import * as groups from "./groups.ts";

/** Every option of the identity service with its default and its manual text. */
export const optionGroups = { ...groups };

type IdentityGroups = { readonly star: { readonly home: string | undefined } };

/** The settings of one identity service: `config.<group>.<option>`, named as in keystone.conf. */
export type IdentityConfig = ReturnType<typeof readIdentityConfig>;

/**
 * Settings from a document `{group: {option: value}}`; unknown names and wrong values are errors that name `source`.
 *
 * @example
 * readIdentityConfig({ token: { expiration: 7200 } }, "identity.yaml").token.expiration; // 7200
 */
export function readIdentityConfig(document: Readonly<Record<string, unknown>>, source: string) {
  return inStarHome(readOptions(optionGroups, document, source), document);
}

/** A node of a star has its things in one directory; what the document names stays where it says. */
function inStarHome<Config extends IdentityGroups>(config: Config, document: Readonly<Record<string, unknown>>): Config {
  if (config.star.home === undefined) return config;
  const home = starHome(config.star.home);
  const isNamed = (group: string, option: string): boolean =>
    (document[group] as Readonly<Record<string, unknown>> | null | undefined)?.[option] !== undefined;
  const result: Record<string, Record<string, unknown>> = Object.fromEntries(
    Object.entries(config).map(([group, values]) => [group, { ...values }]),
  );
  const defaults: readonly (readonly [group: string, option: string, path: string])[] = [
    ["facts", "path", home.facts],
    ["fernet_tokens", "key_repository", home.fernetKeys],
    ["fernet_receipts", "key_repository", home.receiptKeys],
    ["credential", "key_repository", home.credentialKeys],
    ["star", "service_socket", home.serviceSocket],
  ];
  for (const [group, option, path] of defaults) {
    const values = result[group];
    if (values && !isNamed(group, option)) values[option] = path;
  }
  return result as Config;
}
