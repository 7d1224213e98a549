import { hasReachedGtid, parseGtidPosition } from "../sql/index.ts";
import { lookIfReached, type RunHands } from "./hands.ts";

/** The first of these nodes that has all that the others have which can be reached; undefined: none can be reached. */
export async function furthestOf(hands: RunHands, nodes: readonly string[]): Promise<string | undefined> {
  const looks = await Promise.all(nodes.map((node) => lookIfReached(hands, node)));
  const known = looks.flatMap((look) =>
    look === undefined ? [] : [{ node: look.report.node, at: parseGtidPosition(look.report.position) }],
  );
  const hasAll = known.find(({ at }) => known.every((other) => hasReachedGtid(at, other.at)));
  return (hasAll ?? known[0])?.node;
}

/** The first of these nodes that is set aside because it lost what had been acknowledged. */
export async function lostOneOf(hands: RunHands, nodes: readonly string[]): Promise<string | undefined> {
  const looks = await Promise.all(nodes.map((node) => lookIfReached(hands, node)));
  return looks.find((look) => look?.hold?.why === "lost")?.report.node;
}
