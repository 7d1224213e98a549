import { compareEpochs, parsePosition } from "@multisite/kernel/changes";
import { hasReachedGtid, parseGtidPosition } from "../../mariadb/sql/index.ts";
import type { StarEngine } from "../../topology/types.ts";
import { answering } from "./look.ts";
import type { AnsweringNode, SeenStar } from "./types.ts";

/** The replica that answers and has all that the others have; the first one, when none has. One that is set aside does not count. */
export function furthest({ engine, nodes }: SeenStar): AnsweringNode | undefined {
  const fit = answering(nodes).filter(
    ({ role, status: { replication } }) =>
      role === "replica" && replication !== undefined && replication.position !== "" && !SET_ASIDE.includes(replication.state),
  );
  return fit.find((one) => fit.every((other) => hasReached(engine, positionOf(one), positionOf(other)))) ?? fit[0];
}

const SET_ASIDE: readonly string[] = ["held", "fenced", "rebuilding"];

function positionOf({ status }: AnsweringNode): string {
  return status.replication?.position ?? "";
}

function hasReached(engine: StarEngine, position: string, wanted: string): boolean {
  if (engine === "mariadb") return hasReachedGtid(parseGtidPosition(position), parseGtidPosition(wanted));
  const [here, there] = [parsePosition(position), parsePosition(wanted)];
  if (here === undefined || there === undefined) return there === undefined;
  return (compareEpochs(here.epoch, there.epoch) || here.sequence - there.sequence) >= 0;
}
