import { type IdentityStar, parseStar } from "../../../packages/identity/star/index.ts";

export const SITES = ["east", "west", "north", "south"] as const;

/** Before it is placed in the network: two master sites, and two sites with two replicas each behind different masters; the vote is in one of them. */
export function campaignStar(): IdentityStar {
  const at = (site: (typeof SITES)[number], host: number): string => `10.${SITES.indexOf(site) + 1}.0.${host}`;
  return parseStar(
    `apiVersion: multisite/v1
kind: IdentityStar
metadata: { name: campaign }
spec:
  generation: 1
  mode: star
  engine: mariadb
  publicEndpoint: http://identity.example.net:5000
  holdDownSeconds: 15
  sites:
    - { name: east, nodes: [{ name: east-1, role: master, address: ${at("east", 1)} }] }
    - { name: west, nodes: [{ name: west-1, role: master, address: ${at("west", 1)} }] }
    - name: north
      nodes:
        - { name: north-1, role: replica, address: ${at("north", 1)}, follows: east-1 }
        - { name: north-2, role: replica, address: ${at("north", 2)}, follows: west-1 }
        - { name: north-vote, role: arbitrator, address: ${at("north", 3)} }
    - name: south
      nodes:
        - { name: south-1, role: replica, address: ${at("south", 1)}, follows: east-1 }
        - { name: south-2, role: replica, address: ${at("south", 2)}, follows: west-1 }
`,
    "campaign.yaml",
  );
}
