import type { Clock } from "@multisite/kernel/clock";
import { messageOf } from "@multisite/kernel/errors";
import type { PeerLinks } from "@multisite/kernel/peers";
import type { IdentityStar } from "../topology/types.ts";
import { judgeStar } from "./judge.ts";
import type { NodeStatus, SeenNode, StarStatus } from "./types.ts";

/** Subject under which every agent tells its {@link NodeStatus}. */
export const STATUS_SUBJECT = "star.status";

export interface CollectOptions {
  readonly star: IdentityStar;
  readonly links: PeerLinks;
  readonly clock: Clock;
  readonly own: () => Promise<NodeStatus>;
  /** A node that has not answered by then counts as not reached. */
  readonly timeoutMs?: number;
}

/** Asks all nodes at once; one that does not answer does not hold up the others longer than the timeout. */
export async function collectStarStatus({ star, links, clock, own, timeoutMs = 2000 }: CollectOptions): Promise<StarStatus> {
  const all = star.sites.flatMap((site) =>
    site.nodes.map(({ name, role, delaySeconds }) => ({
      site: site.name,
      node: name,
      role,
      ...(delaySeconds === undefined ? {} : { delaySeconds }),
    })),
  );
  const asked = all.filter(({ role }) => role !== "arbitrator");
  const nodes = await Promise.all(
    asked.map(async (place): Promise<SeenNode> => {
      try {
        const isOwn = place.node === links.self.node;
        const status = isOwn ? await own() : ((await links.ask(place.node, STATUS_SUBJECT, null, { timeoutMs })) as NodeStatus);
        return { ...place, status };
      } catch (thrown) {
        return { ...place, status: undefined, reason: messageOf(thrown) };
      }
    }),
  );
  const { name, generation, mode, engine } = star;
  return {
    star: { name, generation, mode, engine },
    askedAt: links.self,
    atMs: clock.nowMs(),
    nodes,
    verdict: judgeStar({ engine, nodes }),
  };
}
