import { networkError } from "../errors.ts";
import { lookAt, type NetworkHands } from "./hands.ts";

/** Remote ports of a site that stand for ports which are gone at their own sites. */
export interface HeldRemovals {
  readonly site: string;
  readonly held: number;
  readonly isAllowed: boolean;
}

/**
 * Lets a site's connector remove what its brake holds: the count is the operator's own, so that nothing goes that he has not seen.
 *
 * @throws MultisiteError `network.run.refused` when another number is held
 */
export async function allowRemovals(
  hands: NetworkHands,
  { site, count, isDryRun }: { readonly site: string; readonly count: number; readonly isDryRun: boolean },
): Promise<HeldRemovals> {
  const { networks } = await lookAt(hands, site, null);
  const held = networks.flatMap(({ remotePorts }) => remotePorts.filter(isHeld)).length;
  if (isDryRun) return { site, held, isAllowed: false };
  if (held !== count) {
    throw networkError(
      "run.refused",
      `${held} remote ports of ${site} wait to be removed, not ${count}: look again, then allow ${held}.`,
    );
  }
  await hands.ask(site, { order: "allow-removals", count });
  return { site, held, isAllowed: true };
}

/** The port that it stands for is not wanted any more, and it is still there. */
function isHeld({ vtep, lacks }: { readonly vtep: string | null; readonly lacks: readonly string[] }): boolean {
  return vtep === null && lacks.includes("to do: delete-port");
}
