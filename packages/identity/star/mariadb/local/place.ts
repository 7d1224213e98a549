import { MultisiteError } from "@multisite/kernel/errors";
import type { Random } from "@multisite/kernel/random";
import type { IdentityStar } from "../../topology/types.ts";

const MOST_NODES = 250;

/** The star with a loopback address for each node: `NETWORK.1`, `NETWORK.2`, … in the order of the document; ports stay. */
export function placeOnLoopback(star: IdentityStar, network: string): IdentityStar {
  let count = 0;
  const sites = star.sites.map((site) => ({
    ...site,
    nodes: site.nodes.map((node) => ({ ...node, address: `${network}.${++count}` })),
  }));
  if (count > MOST_NODES) {
    throw new MultisiteError(
      "identity.star.local_too_large",
      `The star has ${count} nodes; one machine takes ${MOST_NODES} at most. Take nodes out of the document.`,
    );
  }
  return { ...star, sites };
}

/** A part of 127/8 that others hardly have, such as `127.93.17`. */
export function chooseLoopbackNetwork(random: Random): string {
  const [second = 0, third = 0] = random.bytes(2);
  return `127.${64 + (second % 128)}.${third}`;
}
