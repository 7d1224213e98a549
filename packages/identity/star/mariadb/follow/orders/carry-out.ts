import { MultisiteError } from "@multisite/kernel/errors";
import { replayRows } from "../../reconcile/index.ts";
import { forgetMaster, stopSlave } from "../../sql/index.ts";
import { exportAsItIs, rememberVerified } from "../act/verify.ts";
import type { FollowNode } from "../node.ts";
import { readServer } from "../observe/own-server.ts";
import { goOnAlone } from "./go-on-alone.ts";
import type { NodeLook, Order } from "./types.ts";

type Found = NodeLook["found"];

/** Does what an operator's run asks of this node, or refuses it. The loop goes on from what is remembered. */
export async function carryOut(node: FollowNode, order: Order, look: () => Promise<NodeLook>): Promise<Found> {
  const { memory, options } = node;
  options.log.info({ ...order, node: node.name }, "asked by an operator's run");
  switch (order.order) {
    case "look":
    case "may-order":
      return undefined;
    case "stand-behind":
      memory.change({ pinned: { master: order.master, generation: options.star().generation, reached: false } });
      return undefined;
    case "rebuild":
      requireReplica(node);
      memory.change({ hold: undefined, differs: undefined, rebuilding: order.because, unverified: "it is made anew" });
      return undefined;
    case "release":
      return await release(node);
    case "declare-primary":
      await goOnAlone(node, order.unheard === true, look);
      return undefined;
    case "set-aside":
      requireReplica(node);
      memory.change({ hold: { why: "removed", reason: order.because } });
      await stopSlave(node.local);
      await forgetMaster(node.local);
      return undefined;
    case "promotion":
      return await learn(node, order.promotion);
    case "compare":
      return await exportAsItIs(node, order.with, "an operator's run compares them");
    case "replay":
      return await replay(node, order.from, order.prefer);
  }
}

/** A master that has lost something goes on without it from now on; anybody else is looked at anew. */
async function release(node: FollowNode): Promise<undefined> {
  const { hold } = node.memory.read();
  if (hold?.why === "lost") await rememberVerified(node, undefined);
  node.memory.change({ hold: undefined, differs: undefined });
}

function refused(text: string): MultisiteError {
  return new MultisiteError("identity.star.mariadb.refused", text);
}

async function learn(
  { memory, name, local }: FollowNode,
  promotion: Extract<Order, { order: "promotion" }>["promotion"],
): Promise<undefined> {
  const known = memory.read().promotion;
  if (known !== undefined && known.epoch >= promotion.epoch) return;
  const isOwn = promotion.node === name;
  // Its own writes are counted where the settings of its server say.
  const domain = isOwn ? (await readServer(local)).ownDomain : promotion.domain;
  memory.change({ promotion: { ...promotion, domain } });
}

async function replay(node: FollowNode, from: string, prefer: "own" | "other"): Promise<Found> {
  const { hold } = node.memory.read();
  if (hold?.why !== "lost") {
    throw refused(
      `${node.name} has not lost anything that is known; only a master that is set aside for that takes rows of a replica.`,
    );
  }
  const { openLocal, openRemote, clock } = node.options;
  const written = await replayRows({
    openHere: openLocal,
    openThere: () => openRemote(from),
    schemas: node.schemas,
    prefer,
    clock,
  });
  return { rows: written.differed, written: written.written };
}

function requireReplica({ name, self }: FollowNode): void {
  if (self().role === "replica") return;
  throw refused(
    `${name} is a master: its data come from its cluster. Stop its MariaDB and start it again, so that it takes them from there.`,
  );
}
