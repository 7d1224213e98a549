import { type IdentityStar, parseStar } from "../../packages/identity/star/index.ts";
import type { Network } from "../network/index.ts";

/** The smallest star that survives the loss of a master site: two masters, a vote, and a site with two replicas. */
export function smallStar(): IdentityStar {
  return parseStar(
    `apiVersion: multisite/v1
kind: IdentityStar
metadata: { name: rig }
spec:
  generation: 1
  mode: star
  engine: mariadb
  publicEndpoint: http://identity.example.net:5000
  sites:
    - { name: east, nodes: [{ name: east-1, role: master, address: 10.1.0.11 }] }
    - { name: west, nodes: [{ name: west-1, role: master, address: 10.2.0.11 }] }
    - name: north
      nodes:
        - { name: north-1, role: replica, address: 10.3.0.11, follows: east-1 }
        - { name: north-2, role: replica, address: 10.3.0.12, follows: west-1 }
        - { name: north-vote, role: arbitrator, address: 10.3.0.13 }
`,
    "rig/star/documents.ts",
  );
}

/** The star with the addresses that its nodes have in the namespaces of its sites. */
export function placeInNetwork(star: IdentityStar, network: Network): IdentityStar {
  const sites = star.sites.map((site) => ({
    ...site,
    nodes: site.nodes.map((node, index) => ({ ...node, address: network.address(site.name, index + 1) })),
  }));
  return { ...star, sites };
}
