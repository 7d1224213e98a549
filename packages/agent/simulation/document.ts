import { type IdentityStar, parseStar } from "@multisite/identity/star";

/** Two master sites, a site of two replicas, and for larger stars another such site. Keys rotate in seconds. */
export function simulatedStar({ sites = 1 }: { readonly sites?: 1 | 2 } = {}): IdentityStar {
  const replicas = (site: string): string => `
    - name: ${site}
      nodes:
        - { name: ${site}-1, role: replica, address: 127.0.0.1, follows: east-1, ports: ${ports()} }
        - { name: ${site}-2, role: replica, address: 127.0.0.1, follows: west-1, ports: ${ports()} }`;
  let port = 7000;
  const ports = (): string => `{ agent: ${++port}, identity: ${++port} }`;
  return parseStar(
    `
apiVersion: multisite/v1
kind: IdentityStar
metadata: { name: simulated }
spec:
  generation: 1
  engine: embedded
  publicEndpoint: http://127.0.0.1:5000
  keys:
    tokenExpirationSeconds: 20
    allowExpiredWindowSeconds: 5
    rotationPeriodSeconds: 15
    stagedKeys: 3
    clockErrorMs: 1000
  sites:
    - name: east
      nodes: [{ name: east-1, role: master, address: 127.0.0.1, ports: ${ports()} }]
    - name: west
      nodes: [{ name: west-1, role: master, address: 127.0.0.1, ports: ${ports()} }]${replicas("north")}${sites > 1 ? replicas("south") : ""}
`,
    "the simulation's document",
  );
}
