import { MultisiteError } from "@multisite/kernel/errors";
import type { Random } from "@multisite/kernel/random";
import type { IdentityStar, StarNode } from "../../topology/types.ts";

/** Addresses and ports that the nodes of a star have on one machine. */
export interface LoopbackPlace {
  /** Such as `127.93.17`. */
  readonly network: string;
  /** Of the first node's group communication. */
  readonly galeraPort: number;
}

const MOST_NODES = 250;
const PORTS_OF_A_NODE = 3;
const LOWEST_PORT = 10_000;
/** All ports stay below those that the kernel gives to outgoing connections (32768 and up). */
const PLACES = 7000;

/**
 * The star with a loopback address for each node: `NETWORK.1`, `NETWORK.2`, … in the order of the document. Ports stay, but for
 * Galera's: its state transfer goes by the port alone when it looks whether somebody listens.
 */
export function placeOnLoopback(star: IdentityStar, { network, galeraPort }: LoopbackPlace): IdentityStar {
  let count = 0;
  const place = (node: StarNode): StarNode => {
    const galera = galeraPort + PORTS_OF_A_NODE * count++;
    const ports = node.ports.galera === undefined ? node.ports : { ...node.ports, galera };
    return { ...node, address: `${network}.${count}`, ports };
  };
  const sites = star.sites.map((site) => ({ ...site, nodes: site.nodes.map(place) }));
  if (count > MOST_NODES) {
    throw new MultisiteError(
      "identity.star.local_too_large",
      `The star has ${count} nodes; one machine takes ${MOST_NODES} at most. Take nodes out of the document.`,
    );
  }
  return { ...star, sites };
}

/** A part of 127/8 and ports that others hardly have. */
export function chooseLoopbackPlace(random: Random): LoopbackPlace {
  const bytes = random.bytes(4);
  return {
    network: `127.${64 + ((bytes[0] ?? 0) % 128)}.${bytes[1] ?? 0}`,
    galeraPort: LOWEST_PORT + PORTS_OF_A_NODE * (bytes.readUInt16BE(2) % PLACES),
  };
}
