import type { SitedNode } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { accountsOf, createDatabaseStatement } from "./accounts.ts";
import { comment } from "./ini.ts";
import { pathsOf } from "./layout.ts";
import { passwordTexts } from "./passwords.ts";
import type { RenderedFile, RenderOptions } from "./types.ts";

/** The accounts as a file for the `mariadb` client; it is run at one master, whenever nodes were added. */
export function accountsFile(star: IdentityStar, { node }: SitedNode, options: RenderOptions): RenderedFile {
  const passwords = passwordTexts(options.passwords);
  const blocks = accountsOf(star, passwords, options).map(({ why, statements }) =>
    [...comment(why), ...statements.map((sql) => `${sql};`)].join("\n"),
  );
  const heading = [
    ...comment(
      "Run this once, at one master; it comes to all others by replication. Run it again after nodes were added.\nAfter a node was evicted: DROP USER IF EXISTS 'node_NAME'@'%';",
    ),
    `${createDatabaseStatement};`,
  ];
  const text = `${[heading.join("\n"), ...blocks].join("\n\n")}\n`;
  return { path: pathsOf(options.layoutOf(node.name)).accounts, mode: 0o600, text: passwords.seal(text) };
}
