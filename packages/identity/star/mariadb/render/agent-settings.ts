import { stringify } from "yaml";
import type { SitedNode } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { pathsOf } from "./layout.ts";
import { passwordTexts } from "./passwords.ts";
import type { RenderedFile, RenderOptions } from "./types.ts";

/** `agent.yaml`: where the node's home is, and how its agent reaches the databases. */
export function agentFile(star: IdentityStar, { node }: SitedNode, options: RenderOptions): RenderedFile {
  const layout = options.layoutOf(node.name);
  const passwords = passwordTexts(options.passwords);
  const settings = {
    agent: { home: layout.home },
    mariadb: { socket: pathsOf(layout).socket, password: passwords.ofNode(node.name), tls: options.tls },
  };
  const heading = `# Agent of ${node.name} in the star ${star.name}; what else it needs stands in its home directory.\n`;
  return {
    path: `${layout.config}/agent.yaml`,
    mode: 0o600,
    text: passwords.seal(heading + stringify(settings, { lineWidth: 0 })),
  };
}
