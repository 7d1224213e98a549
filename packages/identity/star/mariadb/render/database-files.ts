import type { SitedNode } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { arbitratorSettings } from "./arbitrator.ts";
import { pathsOf } from "./layout.ts";
import { mariadbSettings } from "./mariadb-settings.ts";
import { startScript } from "./start-script.ts";
import type { RenderedFile, RenderOptions } from "./types.ts";

/** What a node's database process, or its vote, needs; the same on real hosts and on one machine. */
export function databaseFiles(star: IdentityStar, sited: SitedNode, options: RenderOptions): readonly RenderedFile[] {
  const layout = options.layoutOf(sited.node.name);
  const paths = pathsOf(layout);
  if (sited.node.role === "arbitrator")
    return [{ path: paths.arbitrator, mode: 0o644, text: arbitratorSettings(star, sited, options) }];
  return [
    { path: paths.settings, mode: 0o644, text: mariadbSettings(star, sited, options) },
    { path: paths.start, mode: 0o755, text: startScript(layout) },
  ];
}
