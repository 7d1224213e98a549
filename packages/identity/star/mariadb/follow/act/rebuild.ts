import { MultisiteError } from "@multisite/kernel/errors";
import { rebuildReplica } from "../../rebuild/index.ts";
import { ACCOUNTS } from "../../render/accounts.ts";
import { hasRunOn } from "../decide/look.ts";
import type { FollowNode } from "../node.ts";
import { askReports, siblingNames } from "../observe/reports.ts";
import { exportAsItIs } from "./verify.ts";

/**
 * Makes the own data anew. What differs is exported first; and when rows that only this node has may be what the masters have lost,
 * nothing is thrown away: the next look decides from what was found. The donor is another replica of the site if one serves, so that
 * nothing crosses a link; else the master that it will follow.
 */
export async function rebuild(node: FollowNode, because: string): Promise<void> {
  const { openLocal, openRemote, sourceOf, clock, log } = node.options;
  const master = await pickMaster(node);
  const memory = node.memory.read();
  if (memory.rebuilding === undefined && memory.differs === undefined) {
    await node.step("export what differs");
    const exported = await exportAsItIs(node, master, because);
    const masters = node.masterNames().map((name) => node.masters.seen(name, "", Number.POSITIVE_INFINITY));
    if (exported.onlyHere > 0 && !hasRunOn(memory, masters)) {
      node.memory.change({ unverified: "its data differ", differs: exported });
      return;
    }
  }
  await node.step("remember the rebuild");
  node.memory.change({ rebuilding: because, unverified: "it is made anew", differs: undefined });
  const reports = await askReports(node, siblingNames(node));
  const sibling = reports.find(({ serves, follows }) => serves && follows === master);
  const donor = sibling?.node ?? master;
  await node.step("copy");
  const { delaySeconds } = node.self();
  const source = { ...sourceOf(master), ...(delaySeconds === undefined ? {} : { delaySeconds }) };
  const rebuilt = await rebuildReplica({
    openHere: openLocal,
    openDonor: () => openRemote(donor),
    source,
    schemas: node.schemas,
    isOurAccount: isAccountOfStar,
    clock,
  });
  log.info({ donor, ...rebuilt }, "data made anew");
  await node.step("remember that it is whole");
  node.memory.change({ rebuilding: undefined, unverified: "it was made anew" });
}

function isAccountOfStar(name: string): boolean {
  return name === ACCOUNTS.identity || name === ACCOUNTS.monitor || name.startsWith(ACCOUNTS.ofNode(""));
}

/** The master to follow: the topology's if it takes writes, else another one. */
async function pickMaster(node: FollowNode): Promise<string> {
  const names = node.masterNames();
  await node.masters.ask(names);
  const ready = names.find((name) => node.masters.seen(name, "", Number.POSITIVE_INFINITY).state === "ready");
  if (ready !== undefined) return ready;
  throw new MultisiteError(
    "identity.star.mariadb.no_donor",
    `No master answers from which ${node.name} could be made anew; it is tried again by itself.`,
  );
}
