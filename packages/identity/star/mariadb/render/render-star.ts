import { writeStar } from "../../topology/document/write.ts";
import { allNodes, mastersOf, type SitedNode, servingNodesOf } from "../../topology/queries.ts";
import type { IdentityStar, StarSite } from "../../topology/types.ts";
import { accountsFile } from "./accounts-file.ts";
import { agentFile } from "./agent-settings.ts";
import { databaseFiles } from "./database-files.ts";
import { gatewayFile } from "./gateway-settings.ts";
import { identityFile } from "./identity-settings.ts";
import { hostLayout, hostMemory } from "./layout.ts";
import { siteSteps, steps } from "./steps.ts";
import type { HostLayout, RenderedFile, RenderOptions } from "./types.ts";
import { agentUnit, arbitratorUnit, gatewayUnit, identityUnit, mariadbUnit, type Unit } from "./units.ts";

/** For hosts that are one node each: files where Debian expects them, durable, in TLS, with placeholders for passwords. */
export const hostOptions: RenderOptions = {
  layoutOf: () => hostLayout,
  memory: hostMemory,
  flush: "every-commit",
  tls: true,
  mastersStart: "closed",
};

/** Every file that the host of each node needs, by the node's name. Nothing is read or written. */
export function renderStar(
  star: IdentityStar,
  options: RenderOptions = hostOptions,
): ReadonlyMap<string, readonly RenderedFile[]> {
  return new Map(allNodes(star).map((sited) => [sited.node.name, renderNode(star, sited, options)]));
}

/** What a host with a gateway only needs, as those of a site without nodes. */
export function renderGateway(star: IdentityStar, site: StarSite, layout: HostLayout = hostLayout): readonly RenderedFile[] {
  return [
    gatewayFile(star, site, layout),
    unitFile(layout, gatewayUnit(layout)),
    { path: `${layout.config}/README.md`, mode: 0o644, text: siteSteps(star, site, layout) },
  ];
}

function renderNode(star: IdentityStar, sited: SitedNode, options: RenderOptions): readonly RenderedFile[] {
  const layout = options.layoutOf(sited.node.name);
  const isFirstMaster = mastersOf(star)[0]?.node === sited.node;
  const readme = { path: `${layout.config}/README.md`, mode: 0o644, text: steps(star, sited, options) };
  if (sited.node.role === "arbitrator")
    return [readme, ...databaseFiles(star, sited, options), unitFile(layout, arbitratorUnit(layout))];
  const isServing = servingNodesOf(sited.site).includes(sited.node);
  const units = isServing ? [mariadbUnit, agentUnit, identityUnit, gatewayUnit] : [mariadbUnit, agentUnit];
  return [
    readme,
    { path: `${layout.config}/star.yaml`, mode: 0o644, text: writeStar(star) },
    ...databaseFiles(star, sited, options),
    ...(isFirstMaster ? [accountsFile(star, sited, options)] : []),
    agentFile(star, sited, options),
    ...(isServing ? [identityFile(star, sited, options), gatewayFile(star, sited.site, layout)] : []),
    ...units.map((unit) => unitFile(layout, unit(layout))),
  ];
}

function unitFile(layout: HostLayout, { name, text }: Unit): RenderedFile {
  return { path: `${layout.units}/${name}`, mode: 0o644, text };
}
