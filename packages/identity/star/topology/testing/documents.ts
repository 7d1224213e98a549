import { starExamples } from "../examples/index.ts";

/** A star of four sites: two of masters, one of replicas and the arbitrator, one that is served by neighbours. */
export const STAR = starExamples.star;
export const MULTI_CLUSTER = starExamples["multi-cluster"];
export const SINGLE_CLUSTER = starExamples["single-cluster"];
export const CENTRALIZED = starExamples.centralized;

/** On one machine, without anything installed. */
export const EMBEDDED = `apiVersion: multisite/v1
kind: IdentityStar
metadata: { name: demo }
spec:
  generation: 1
  engine: embedded
  publicEndpoint: http://127.0.0.1:5000
  sites:
    - name: east
      nodes: [{ name: east-1, role: master, address: 127.0.0.1, ports: { agent: 7001, identity: 5001 } }]
    - name: west
      nodes: [{ name: west-1, role: master, address: 127.0.0.1, ports: { agent: 7002, identity: 5002 } }]
    - name: north
      nodes:
        - { name: north-1, role: replica, address: 127.0.0.1, ports: { agent: 7003, identity: 5003 }, follows: east-1 }
        - { name: north-2, role: replica, address: 127.0.0.1, ports: { agent: 7004, identity: 5004 }, follows: west-1 }
`;

/** The text with parts replaced; a part that is not there is a mistake of the test. */
export function edited(text: string, ...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`The text does not hold ${from}`);
    return result.replace(from, () => to);
  }, text);
}

/** The number of the first line that holds `part`. */
export function lineWith(text: string, part: string): number {
  return text.split("\n").findIndex((line) => line.includes(part)) + 1;
}
