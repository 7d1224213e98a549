import type { FactBody } from "@multisite/kernel/facts";
import type { RunKind, RunStep } from "@multisite/kernel/journal";
import { networkError } from "../errors.ts";
import {
  decideMove,
  type FloatingIpLook,
  isSameMove,
  type MovePlan,
  type MoveRequest,
  type StaleHolder,
} from "../floating-ips/index.ts";
import { aimStep, askAll, type NetworkHands } from "./hands.ts";

/** How runs over floating IPs tell sites that cannot be reached. */
export interface StaleHolders {
  /** Those that have let go since are among them. */
  all(): readonly StaleHolder[];
  /** Those of which nobody has heard that they let go; the latest of each site and address. */
  open(): readonly StaleHolder[];
  /** Durably, and told to all sites as they are reached. */
  note(holder: StaleHolder): void;
}

/** With what a floating IP is moved. */
export interface MoveHands extends NetworkHands {
  readonly staleHolders: StaleHolders;
}

/**
 * Asks all sites who has the address; nothing is written.
 *
 * @throws MultisiteError `network.run.refused`, with everything that stands in the way
 */
export async function prepareMove(hands: MoveHands, request: MoveRequest): Promise<MovePlan> {
  const looked = await askAll(hands.sites(), (site) =>
    lookAt(hands, site, request.address, site === request.to ? request.port : null),
  );
  const decided = decideMove(request, {
    looked,
    noted: hands.staleHolders.all(),
    open: hands.staleHolders.open(),
    nowMs: hands.clock.nowMs(),
  });
  if ("plan" in decided) return decided.plan;
  const lines = decided.wrong.join("\n  ");
  throw networkError("run.refused", `${request.address} is not moved, and nothing was written:\n  ${lines}`);
}

async function lookAt({ ask }: NetworkHands, site: string, address: string, port: string | null): Promise<FloatingIpLook> {
  return (await ask(site, { order: "look-at-floating-ip", address, port })) as FloatingIpLook;
}

/** The old holder lets go, then the new one takes: in between nobody answers, and never two. */
export function moveFloatingIpRun(hands: MoveHands): RunKind<FactBody> {
  return {
    kind: "network.move-floating-ip",
    version: 1,
    steps(given) {
      const plan = given as unknown as MovePlan;
      return [
        ...plan.releases.map((release) => releaseStep(hands, plan, release)),
        ...plan.silent.map((site) => noteStep(hands, plan, site)),
        ...(plan.against === "fence" ? [fenceStep(hands, plan)] : []),
        takeStep(hands, plan),
      ];
    },
    consequences: async (given) => consequencesOf(given as unknown as MovePlan),
  };
}

function releaseStep(hands: NetworkHands, { move, reason }: MovePlan, { site, holderId }: MovePlan["releases"][number]): RunStep {
  const { address } = move;
  return aimStep(hands, {
    name: `release-${site}`,
    title: holderId === null ? `${site} does not answer for ${address}` : `${site} lets go of ${address}`,
    async whyNot() {
      const { heard, holders, isGivenOut } = await lookAt(hands, site, address, null);
      if (holders.length > 0) return `${site} has the floating IP ${holders.map(({ id }) => id).join(", ")}`;
      if (isGivenOut) return `Neutron of ${site} would give ${address} to somebody else`;
      // A later move does not count: where that one went, nobody of this one's sites may know.
      return heard !== null && isSameMove(heard, move) ? undefined : `${site} has not heard of this move`;
    },
    begin: () => hands.ask(site, { order: "release-floating-ip", move, confirmedBy: reason === null ? "status" : "none" }),
    waitMs: 10_000,
  });
}

function noteStep({ staleHolders }: MoveHands, { move, against, reason }: MovePlan, site: string): RunStep {
  return {
    name: `note-${site}`,
    title: `${site} is told to let go of ${move.address} as soon as it is heard`,
    isDone: async () => staleHolders.all().some((one) => one.site === site && isSameMove(one.move, move)),
    async apply() {
      staleHolders.note({ site, move, against: against ?? "override", reason });
      return reason ?? undefined;
    },
  };
}

function fenceStep(hands: NetworkHands, { move, silent }: MovePlan): RunStep {
  return aimStep(hands, {
    name: "fence",
    title: `the upstream router or switch keeps ${silent.join(", ")} from answering for ${move.address}`,
    async whyNot() {
      const { heard, isFenced } = await lookAt(hands, move.to, move.address, null);
      return isFenced && heard !== null && isSameMove(heard, move) ? undefined : "it was not told yet";
    },
    begin: () => hands.ask(move.to, { order: "fence-floating-ip", move, from: silent }),
    waitMs: 5000,
  });
}

function takeStep(hands: NetworkHands, { move, silent, port, networkId, description }: MovePlan): RunStep {
  const { address, to } = move;
  return aimStep(hands, {
    name: `take-${to}`,
    title: `${to} answers for ${address} at port ${port.id}`,
    async whyNot() {
      const { holders, heard } = await lookAt(hands, to, address, null);
      if (heard === null || !isSameMove(heard, move)) return `${to} has not heard of this move`;
      const [holder] = holders;
      if (holder === undefined) return `${to} has no floating IP ${address}`;
      if (holder.portId !== port.id) return `it leads to port ${holder.portId ?? "none"}`;
      return holder.status === "ACTIVE" ? undefined : `it is ${holder.status}`;
    },
    begin: () => hands.ask(to, { order: "take-floating-ip", move, silent, port, networkId, description }),
    waitMs: 60_000,
  });
}

function consequencesOf({ move, releases, silent, against, reason }: MovePlan): readonly string[] {
  const { address, to } = move;
  const holder = releases.find(({ holderId }) => holderId !== null);
  const who = silent.join(", ");
  return [
    holder === undefined
      ? `No site that answers has a floating IP ${address}.`
      : `From ${holder.site} to ${to}; nobody answers for ${address} between the two, for some seconds.`,
    ...(against === "fence" ? [`${who} cannot be asked: the fence of ${to} is told to keep it away.`] : []),
    ...(against === "override"
      ? [`${who} cannot be asked, and MAY ANSWER AT THE SAME TIME until it is heard again; recorded reason: ${reason}`]
      : []),
  ];
}
