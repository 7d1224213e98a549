import {
  addReplicaRun,
  addSiteRun,
  declarePrimaryRun,
  moveReplicaRun,
  promoteReplicaRun,
  type RunHands,
  rebuildReplicaRun,
  releaseNodeRun,
  removeReplicaRun,
  removeSiteRun,
  replayRun,
} from "@multisite/identity/star";
import type { FactBody } from "@multisite/kernel/facts";
import type { RunKind } from "@multisite/kernel/journal";
import { type RunBody, runInputs } from "./inputs.ts";
import type { StarRunName } from "./types.ts";

/** A kind of run, and how its input comes from what the operator said. */
export interface OfferedRun {
  readonly kind: RunKind<FactBody>;
  input(body: RunBody): Promise<FactBody>;
}

/** All runs over a star on MariaDB. */
export function offeredRuns(hands: RunHands): Readonly<Record<StarRunName, OfferedRun>> {
  const star = () => hands.star();
  return {
    "move-replica": offer(moveReplicaRun(hands), (body) => runInputs.move(star(), body)),
    "add-replica": offer(addReplicaRun(hands), (body) => runInputs.add(star(), body)),
    "remove-replica": offer(removeReplicaRun(hands), (body) => runInputs.remove(star(), body)),
    "promote-replica": offer(promoteReplicaRun(hands), (body) => runInputs.promote(star(), body, hands)),
    "declare-primary": offer(declarePrimaryRun(hands), (body) => runInputs.declarePrimary(star(), body)),
    rebuild: offer(rebuildReplicaRun(hands), (body) => runInputs.rebuild(star(), body)),
    release: offer(releaseNodeRun(hands), (body) => runInputs.release(star(), body)),
    replay: offer(replayRun(hands), (body) => runInputs.replay(star(), body, hands)),
    "add-site": offer(addSiteRun(hands), (body) => runInputs.addSite(star(), body)),
    "remove-site": offer(removeSiteRun(hands), (body) => runInputs.removeSite(star(), body)),
  };
}

/** A kind with its input, as the office takes them all. */
export function offer<Input extends FactBody>(
  kind: RunKind<Input>,
  input: (body: RunBody) => Input | Promise<Input>,
): OfferedRun {
  // The journal keeps inputs as they are: what is read from it is what this kind wrote.
  return { kind: kind as unknown as RunKind<FactBody>, input: async (body) => await input(body) };
}
