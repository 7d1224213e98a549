import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identitySettings } from "@multisite/agent";
import { type IdentityStar, starHome } from "@multisite/identity/star";
import { stringify } from "yaml";

const HEAD = `# The identity service of this node of a star; add settings by the names of keystone.conf.
# What must be equal at all sites comes from the star's document: change it there.
`;

/** Writes `identity.yaml` into the home, unless there is one. */
export function writeIdentityFile(directory: string, star: IdentityStar, node: string): void {
  const path = join(directory, "identity.yaml");
  if (existsSync(path)) return;
  writeFileSync(path, `${HEAD}${stringify(identitySettings(star, node, starHome(directory)))}`, { mode: 0o600 });
}
