import { type Check, nodeNames, placedNodes } from "./check.ts";

export const loopbackAddress: Check = {
  code: "star.address.loopback",
  severity: "error",
  rule: "A loopback or wildcard address is no address for other hosts: either all nodes are on this one machine (loopback), or none is.",
  find(star) {
    const nodes = placedNodes(star);
    const isLocalStar = nodes.every(({ node }) => isLoopback(node.address) || isWildcard(node.address));
    return nodes
      .filter(({ node }) => isWildcard(node.address) || (!isLocalStar && isLoopback(node.address)))
      .map(({ node, path }) => ({
        path: [...path, "address"],
        message: `Other sites cannot reach ${node.name} at ${node.address}; write the address by which they do.`,
      }));
  },
};

export const sharedAddress: Check = {
  code: "star.address.shared",
  severity: "warning",
  rule: "Nodes are independent of each other, so each has a host of its own; only a star on one machine (loopback) shares.",
  find(star) {
    const byAddress = Map.groupBy(placedNodes(star), ({ node }) => node.address.toLowerCase());
    return [...byAddress.values()]
      .filter((nodes) => nodes.length > 1 && nodes.some(({ node }) => !isLoopback(node.address)))
      .map((nodes) => ({
        path: [...(nodes[1]?.path ?? []), "address"],
        message: `${nodeNames(nodes)} are on one host (${nodes[0]?.node.address}): they fail together. Put each on a host of its own.`,
      }));
  },
};

/** Whether the address means the host itself, whoever asks. */
export function isLoopback(address: string): boolean {
  return /^127\.|^::1$|^localhost$/i.test(address);
}

function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}
