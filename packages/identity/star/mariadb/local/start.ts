import { clusterOf, clustersOf, type StarCluster } from "../../topology/clusters.ts";
import { allNodes, mastersOf, replicasOf, type SitedNode } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { databaseFiles } from "../render/database-files.ts";
import { type HostLayout, type RenderOptions, smallMemory } from "../render/index.ts";
import { type BringUp, beginCluster, createAccounts, follow, startReplica } from "./bring-up.ts";
import { localLayout, rememberStar, writeNodeFiles } from "./files.ts";
import { awaitLeftover } from "./leftovers.ts";
import { createLocalNode } from "./node.ts";
import { placeOnLoopback } from "./place.ts";
import { requirePrograms } from "./programs.ts";
import { createLocalStar } from "./star.ts";
import type { LocalNode, LocalStar, LocalStarOptions } from "./types.ts";

/**
 * Runs a star's databases on this machine: real MariaDB, Galera and arbitrators, each with files of its own under `directory`. Done
 * again on the same directory it goes on where it was. When a step fails, everything is stopped again.
 *
 * @throws MultisiteError `identity.star.packages`, `identity.star.local_*`
 */
export async function startLocalStar(document: IdentityStar, options: LocalStarOptions): Promise<LocalStar> {
  requirePrograms(document);
  const work = await prepare(document, options);
  try {
    for (const { title, run } of stepsOf(work)) {
      const startedMs = options.clock.monotonicMs();
      await run();
      options.onStep?.({ title, tookMs: Math.round(options.clock.monotonicMs() - startedMs) });
    }
    return work.local;
  } catch (thrown) {
    await work.local.stop();
    throw thrown;
  }
}

interface Step {
  readonly title: string;
  readonly run: () => Promise<void>;
}

/** The order in which a star comes up. */
function stepsOf(work: BringUp): readonly Step[] {
  const { star, local, layoutOf, options } = work;
  const [writable, ...readOnly] = clustersOf(star);
  const [first] = mastersOf(star);
  if (writable === undefined || first === undefined) return [];
  const alone = replicasOf(star).filter(({ node }) => clusterOf(star, node.name) === undefined);
  return [
    {
      title: "processes of a former run have ended",
      run: async () => {
        for (const { node } of allNodes(star)) await awaitLeftover(layoutOf(node.name), options.clock);
      },
    },
    { title: `the cluster ${writable.name} begins`, run: () => beginCluster(work, writable) },
    { title: "accounts and tables", run: () => createAccounts(work, runningOf(writable, local) ?? first) },
    ...joinSteps(writable, local),
    ...(alone.length === 0
      ? []
      : [
          {
            title: `replicas are filled and follow: ${alone.map(({ node }) => node.name).join(", ")}`,
            run: async () => {
              await Promise.all(alone.map((replica) => startReplica(work, replica)));
            },
          },
        ]),
    ...readOnly.flatMap((cluster) => [
      { title: `the read-only cluster ${cluster.name} begins`, run: () => beginCluster(work, cluster) },
      ...joinSteps(cluster, local),
      ...cluster.links.slice(0, 1).map((link) => ({
        title: `${link.node.name} is its link to ${link.node.follows}`,
        run: () => follow(work, link),
      })),
    ]),
  ];
}

/** One after the other; the vote last, as a node that joins while the group is still changing waits for some seconds more. */
function joinSteps({ nodes, arbitrators }: StarCluster, local: LocalStar): readonly Step[] {
  return [...nodes, ...arbitrators].map(({ node }) => ({
    title: node.role === "arbitrator" ? `the arbitrator ${node.name} votes` : `${node.name} is in its cluster`,
    run: () => local.node(node.name).start(),
  }));
}

function runningOf({ nodes }: StarCluster, local: LocalStar): SitedNode | undefined {
  return nodes.find(({ node }) => local.node(node.name).isRunning());
}

async function prepare(document: IdentityStar, options: LocalStarOptions): Promise<BringUp> {
  const { directory, memory = smallMemory, keepAddresses = false, enter, certify } = options;
  const isInTls = certify !== undefined;
  const { place, passwords } = rememberStar(directory, document, options.random);
  const star = keepAddresses ? document : placeOnLoopback(document, place);
  const layoutOf = (name: string): HostLayout => localLayout(directory, name);
  const rendering: RenderOptions = {
    layoutOf,
    memory,
    flush: "every-second",
    tls: isInTls,
    mastersStart: options.withoutAgents === true ? "open" : "closed",
    passwords,
  };
  const nodes = new Map<string, LocalNode>();
  for (const sited of allNodes(star)) {
    const { name } = sited.node;
    const layout = layoutOf(name);
    writeNodeFiles(layout, databaseFiles(star, sited, rendering));
    await certify?.(sited, `${layout.home}/pki`);
    const votes = clusterOf(star, name) !== undefined;
    nodes.set(name, createLocalNode({ sited, layout, clock: options.clock, passwords, votes, enter: enter?.(sited) ?? [] }));
  }
  const local = createLocalStar({ star, directory, nodes, passwords, isInTls });
  return { star, local, options, passwords, layoutOf };
}
