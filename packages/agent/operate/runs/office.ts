import { runHands } from "@multisite/identity/star";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import {
  openRunJournal,
  planRun,
  type RunJournal,
  type RunRecord,
  type RunWorld,
  resumeRun,
  startRun,
} from "@multisite/kernel/journal";
import type { MoveHands } from "@multisite/network";
import type { AgentPorts } from "../../agent/types.ts";
import type { RunBody } from "./inputs.ts";
import { type OfferedRun, offeredRuns } from "./kinds.ts";
import { networkRuns } from "./network-kinds.ts";
import { otherEngine } from "./other-engine.ts";
import { NETWORK_RUN_NAMES, type NetworkRunName, type PlannedRun, RUN_NAMES, type RunName, type ShownRun } from "./types.ts";

/** The runs that operators start at this node: one at a time, journaled step by step, and resumed after the agent was ended. */
export interface OperatorRuns {
  /** Looks at every step and changes nothing. */
  plan(name: RunName, body: RunBody): Promise<PlannedRun>;
  /**
   * Answers as soon as the run is in the journal; the steps are done afterwards.
   *
   * @throws MultisiteError `agent.run.engine`, `agent.run.input`, `agent.run.busy`
   */
  start(name: RunName, body: RunBody): Promise<ShownRun>;
  /** @throws MultisiteError `agent.run.busy`, `kernel.journal.unknown`, `kernel.journal.version` */
  resume(id: string): Promise<ShownRun>;
  /** @throws MultisiteError `kernel.journal.unknown` */
  get(id: string): ShownRun;
  /** Newest first. */
  list(): readonly ShownRun[];
  /** What runs ends with its next wait, and stays in the journal to be resumed. */
  interrupt(): void;
  close(): Promise<void>;
}

type OfficePorts = Pick<AgentPorts, "document" | "home" | "links" | "replication" | "clock" | "random" | "log">;

/** @param handsOf how runs over networks reach the sites, waiting by the clock that is given */
export function createOperatorRuns(
  { document, home, links, replication, clock, random, log }: OfficePorts,
  handsOf: (clock: Clock) => MoveHands,
): OperatorRuns {
  const stopping = new AbortController();
  let opened: RunJournal | undefined;
  let live: { readonly id: string; readonly ended: Promise<unknown> } | undefined;
  // Most agents never have a run: the file is made by the first who asks.
  const journal = (): RunJournal => {
    opened ??= openRunJournal(home.runs);
    return opened;
  };
  const show = (run: RunRecord): ShownRun => ({ ...run, isLive: live?.id === run.id });

  function offered(name: RunName): OfferedRun {
    const ending = endingClock(clock, stopping.signal);
    if (isNetworkRun(name)) return networkRuns(handsOf(ending))[name];
    const { order } = replication;
    if (order === undefined) throw otherEngine(name);
    const star = () => document.current();
    return offeredRuns(runHands({ star, clock: ending, links, own: { order } }))[name];
  }

  function requireFree(): void {
    if (live === undefined) return;
    throw new MultisiteError("agent.run.busy", `The run ${live.id} is at work at this node; one run at a time.`);
  }

  /** Resolves when the run is in the journal and at its first step, or has ended before. */
  function begin(work: (world: RunWorld) => Promise<RunRecord>): Promise<ShownRun> {
    return new Promise((resolve, reject) => {
      const onProgress = (run: RunRecord): void => {
        if (live?.id === "") live = { ...live, id: run.id };
        log.info({ run: run.id, steps: run.steps.map(({ name, state }) => `${name}: ${state}`) }, "operator's run");
        resolve(show(run));
      };
      const ended = Promise.withResolvers<undefined>();
      live = { id: "", ended: ended.promise };
      work({ journal: journal(), clock, random, onProgress })
        .finally(() => {
          live = undefined;
          ended.resolve(undefined);
        })
        .then((run) => resolve(show(run)), reject);
    });
  }

  const get = (id: string): ShownRun => {
    const run = journal().get(id);
    if (run !== undefined) return show(run);
    throw new MultisiteError("kernel.journal.unknown", `There is no run ${id} on this host; list the runs to see what there is.`);
  };

  return {
    async plan(name, body) {
      const { kind, input } = offered(name);
      const given = await input({ ...body, dryRun: true });
      const [steps, consequences] = await Promise.all([planRun(kind, given), kind.consequences?.(given) ?? []]);
      return { kind: kind.kind, input: given, steps, consequences };
    },
    async start(name, body) {
      const { kind, input } = offered(name);
      const given = await input(body);
      requireFree();
      return await begin((world) => startRun(kind, given, world));
    },
    async resume(id) {
      const run = get(id);
      const name = RUN_NAMES.find((one) => run.kind === kindOf(one));
      if (name === undefined)
        throw new MultisiteError("kernel.journal.unknown", `This agent has no runs of the kind ${run.kind}.`);
      const { kind } = offered(name);
      requireFree();
      return await begin((world) => resumeRun(kind, id, world));
    },
    get,
    list: () => journal().list().map(show),
    interrupt: () => stopping.abort(new MultisiteError("agent.run.interrupted", "The agent was stopped; resume the run.")),
    async close() {
      await live?.ended;
      opened?.close();
    },
  };
}

function isNetworkRun(name: RunName): name is NetworkRunName {
  return (NETWORK_RUN_NAMES as readonly string[]).includes(name);
}

/** As it stands in the journal. */
function kindOf(name: RunName): string {
  return isNetworkRun(name) ? name.replace("-", ".") : `star.${name}`;
}

/** Whoever waits with it, waits no longer than the agent runs. */
function endingClock(clock: Clock, signal: AbortSignal): Clock {
  return {
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    every: (periodMs, task) => clock.every(periodMs, task),
    async sleep(delayMs) {
      try {
        await clock.sleep(delayMs, signal);
      } catch (thrown) {
        throw signal.aborted ? signal.reason : thrown;
      }
    },
  };
}
