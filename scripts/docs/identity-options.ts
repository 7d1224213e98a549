import { optionGroups } from "../../packages/identity/config/index.ts";
import { pageHead } from "./markdown.ts";
import { optionTables } from "./options.ts";

/** `docs/reference/identity-options.md`. */
export function identityOptionsPage(): string {
  const intro = [
    "The configuration is a YAML file `{group: {option: value}}`. Groups and options are named as in keystone.conf; relative paths",
    "are relative to the file. Unknown names are errors that name the line. `multisite identity options` prints the same,",
    "`multisite identity import-config FILE` takes a keystone.conf over.",
    "",
    "```yaml",
    "database: { connection: mysql://keystone:PASSWORD@10.0.0.5/keystone }",
    "fernet_tokens: { key_repository: /etc/keystone/fernet-keys }",
    "listen: { host: 0.0.0.0, port: 5000 }",
    "```",
  ].join("\n");
  return pageHead("Options of the identity service", intro) + optionTables(optionGroups);
}
