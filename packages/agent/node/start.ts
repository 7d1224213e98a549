import { serveHostAgent } from "@multisite/identity/star";
import type { SiteCloud } from "@multisite/network";
import { serveAdmin } from "../admin/index.ts";
import { type Agent, startAgent } from "../agent/create.ts";
import { type Node, type OpenNodeOptions, openNode } from "../home/open.ts";
import { welcomeHosts } from "../join/answer.ts";
import { type CloudAccess, type OpenCloud, openSiteCloud } from "../network/cloud.ts";
import { type MariadbAccess, replicationOf } from "./replication.ts";

/** A node whose agent runs, and answers its operator and the identity processes of its host. */
export interface RunningNode extends Node {
  readonly agent: Agent;
  stop(): Promise<void>;
}

export interface StartNodeOptions extends Omit<OpenNodeOptions, "replication" | "cloud"> {
  /** Of a star on MariaDB. */
  readonly mariadb?: MariadbAccess;
  /** Of the site, for the one node of it that makes its networks. */
  readonly cloud?: CloudAccess | OpenCloud;
}

/** @throws MultisiteError that names what of the home is not fit, or which port is taken */
export async function startNode({ mariadb, cloud: access, ...options }: StartNodeOptions): Promise<RunningNode> {
  await using opened = new AsyncDisposableStack();
  const cloud = access && opened.adopt(openCloud(access, options), (one) => one.close());
  const node = await openNode({
    ...options,
    replication: (parts) => replicationOf(parts, mariadb),
    ...(cloud === undefined ? {} : { cloud }),
  });
  const agent = opened.adopt(await startAgent(node.ports), (started) => started.stop());
  welcomeHosts(node, agent);
  opened.adopt(await serveAdmin(agent, node.home.adminSocket), (admin) => admin.close());
  opened.adopt(await serveHostAgent({ agent, path: node.home.serviceSocket, log: options.log }), (host) => host.close());
  const running = opened.move();
  return { ...node, agent, stop: () => running.disposeAsync() };
}

function openCloud(access: CloudAccess | OpenCloud, options: Parameters<typeof openSiteCloud>[1]): SiteCloud {
  return typeof access === "function" ? access() : openSiteCloud(access, options);
}
