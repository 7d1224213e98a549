import type { StretchedNetwork } from "../../document/index.ts";
import { networkError } from "../../errors.ts";
import { lookHere, provision, provisioned } from "../../provision/index.ts";
import type { KeptNetwork, MadeNetwork, NetworkVersion } from "../types.ts";
import { isSameDocument } from "./plan.ts";
import type { SiteWorld } from "./types.ts";
import { wantedHere } from "./wanted.ts";

/**
 * Makes a network in this site, or brings it up to a newer document. Safe to do again after an interruption anywhere.
 *
 * @throws MultisiteError `network.site.older`, `network.site.conflict`
 */
export async function applyHere(world: SiteWorld, network: StretchedNetwork, vni: number | undefined): Promise<void> {
  const { cloud, kept } = world;
  const has = kept.get(network.name);
  requireNewer(world.site, has, network);
  const projectId = await cloud.findProject(network.project);
  const version: NetworkVersion = { network, projectId, ...(vni === undefined ? {} : { vni }) };
  // What was never in force is nothing to go back to.
  const previous = has?.phase === "in-force" && has.network.generation < network.generation ? versionOf(has) : has?.previous;
  const next = {
    ...version,
    ...(previous === undefined ? {} : { previous }),
    ...(has?.made === undefined ? {} : { made: has.made }),
  };
  kept.put({ ...next, phase: "applying" });
  const made = await makeHere(world, version, () => restore(world, network.name, has));
  kept.put({ ...next, made, phase: "in-force" });
  world.connector.wake();
}

/** @throws MultisiteError `network.site.conflict`; nothing was written then, and `onConflict` was called */
export async function makeHere(world: SiteWorld, version: NetworkVersion, onConflict: () => void): Promise<MadeNetwork> {
  const { site, cloud } = world;
  const { network } = version;
  const wanted = wantedHere(world, version);
  const { conflicts } = await provision(cloud.neutron, wanted);
  if (conflicts.length > 0) {
    onConflict();
    const lines = conflicts.map(({ field, message }) => `${field}: ${message}`);
    throw networkError("site.conflict", `${network.name} stays as it is in ${site}:\n  ${lines.join("\n  ")}`);
  }
  const made = provisioned(wanted, await lookHere(cloud.neutron, wanted));
  if (made === undefined)
    throw networkError("site.conflict", `Neutron of ${site} does not show ${network.name} after it was made.`);
  return { id: made.id, subnetId: made.subnetId, securityGroups: made.groupId === undefined ? [] : [made.groupId] };
}

function versionOf({ network, projectId, vni }: KeptNetwork): NetworkVersion {
  return { network, projectId, ...(vni === undefined ? {} : { vni }) };
}

function restore({ kept }: SiteWorld, name: string, has: KeptNetwork | undefined): void {
  if (has === undefined) kept.drop(name);
  else kept.put(has);
}

/** Two documents of one generation would let sites differ for ever without anybody noticing. */
function requireNewer(site: string, has: KeptNetwork | undefined, network: StretchedNetwork): void {
  if (has === undefined) return;
  const { generation } = has.network;
  if (network.generation > generation && has.phase !== "leaving") return;
  const isSame = isSameDocument(network, has.network);
  if (network.generation === generation && isSame && has.phase !== "leaving") return;
  const why =
    has.phase === "leaving"
      ? "is being deleted there; wait until it is gone"
      : network.generation === generation
        ? `has another document of generation ${generation} there; write generation ${generation + 1}`
        : `has generation ${generation} there; write a higher one`;
  throw networkError("site.older", `${network.name} stays as it is in ${site}: it ${why}.`);
}
