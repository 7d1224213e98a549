import { type IdentityStar, parseStar } from "../../packages/identity/star/index.ts";
import { findFreePort } from "../../rig/process/port.ts";

/**
 * Two master sites and two sites of two replicas each, on the embedded engine, with free ports of this machine. The name that all
 * sites answer for leads to `south-1`, where the services are that are measured.
 */
export async function benchDocument(): Promise<IdentityStar> {
  const publicPort = await findFreePort();
  const node = async (name: string, more: string): Promise<string> => {
    const identity = name === "south-1" ? publicPort : await findFreePort();
    return `        - { name: ${name}, address: 127.0.0.1, ports: { agent: ${await findFreePort()}, identity: ${identity} }, ${more} }`;
  };
  return parseStar(
    `
apiVersion: multisite/v1
kind: IdentityStar
metadata: { name: bench }
spec:
  generation: 1
  mode: star
  engine: embedded
  publicEndpoint: http://127.0.0.1:${publicPort}
  sites:
    - name: east
      nodes:
${await node("east-1", "role: master")}
    - name: west
      nodes:
${await node("west-1", "role: master")}
    - name: north
      nodes:
${await node("north-1", "role: replica, follows: east-1")}
${await node("north-2", "role: replica, follows: west-1")}
    - name: south
      nodes:
${await node("south-1", "role: replica, follows: east-1")}
${await node("south-2", "role: replica, follows: west-1")}
`,
    "bench.yaml",
  );
}
