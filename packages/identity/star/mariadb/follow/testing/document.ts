import { parseStar } from "../../../topology/check-star.ts";
import type { IdentityStar } from "../../../topology/types.ts";

/** Two masters, a vote, and a site with three replicas, the first two behind different masters; a master may be gone for one second. */
export function quickStar(): IdentityStar {
  const node = (name: string, role: string, rest = ""): string =>
    `{ name: ${name}, role: ${role}, address: ${addressOf(name)}${rest} }`;
  const star = parseStar(
    `apiVersion: multisite/v1
kind: IdentityStar
metadata: { name: quick }
spec:
  generation: 1
  mode: star
  engine: mariadb
  publicEndpoint: http://identity.example.net:5000
  sites:
    - { name: east, nodes: [${node("east-1", "master")}] }
    - { name: west, nodes: [${node("west-1", "master")}] }
    - name: north
      nodes:
        - ${node("north-1", "replica", ", follows: east-1")}
        - ${node("north-2", "replica", ", follows: west-1")}
        - ${node("north-3", "replica", ", follows: east-1")}
        - ${node("north-vote", "arbitrator")}
`,
    "quick-star.yaml",
  );
  return { ...star, holdDownSeconds: 1 };
}

function addressOf(name: string): string {
  const order = ["east-1", "west-1", "north-1", "north-2", "north-3", "north-vote"];
  return `10.1.0.${11 + order.indexOf(name)}`;
}
