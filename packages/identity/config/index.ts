import { readOptions } from "@multisite/kernel/config";
import * as groups from "./groups.ts";

/** Every option of the identity service with its default and its manual text. */
export const optionGroups = { ...groups };

/** The settings of one identity service: `config.<group>.<option>`, named as in keystone.conf. */
export type IdentityConfig = ReturnType<typeof readIdentityConfig>;

/**
 * Settings from a document `{group: {option: value}}`; unknown names and wrong values are errors that name `source`.
 *
 * @example
 * readIdentityConfig({ token: { expiration: 7200 } }, "identity.yaml").token.expiration; // 7200
 */
export function readIdentityConfig(document: Readonly<Record<string, unknown>>, source: string) {
  return readOptions(optionGroups, document, source);
}
