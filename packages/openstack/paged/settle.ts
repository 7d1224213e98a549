import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { type CallOptions, isOpenStackError } from "../session/index.ts";

/** States as the service writes them; of two services they differ in case only. */
interface Stateful {
  readonly id: string;
  readonly status: string;
}

export interface SettleOptions extends CallOptions {
  /** Longest time until it has settled; each look has its own limits. */
  readonly settleMs?: number;
}

/** Waiting for what was begun. */
export interface Settling<Resource> {
  /**
   * Looks until the resource is in a wanted state: soon and often at first, then less.
   *
   * @throws MultisiteError `openstack.settle.failed` with the service's reason, `openstack.settle.late`
   */
  settle(id: string, wanted: string | readonly string[], options?: SettleOptions): Promise<Resource>;
  /**
   * Looks until it is not there any more. A deletion that the service gives up puts it back into a state of rest, without a word but in
   * its messages: that is a failure too.
   *
   * @throws as {@link Settling.settle}
   */
  settleGone(id: string, options?: SettleOptions): Promise<void>;
}

export interface SettlingParts<Resource> {
  /** For errors: `volume`. */
  readonly kind: string;
  readonly clock: Clock;
  readonly get: (id: string, options: CallOptions) => Promise<Resource>;
  /** The service's own reason for an error state; undefined when it says none. */
  readonly explain: (resource: Resource, options: CallOptions) => Promise<string | undefined>;
  /** Whether what is being deleted is still on its way; while it is `deleting` when unset. */
  readonly isGoing?: (resource: Resource) => boolean;
}

const FIRST_MS = 250;
const MOST_MS = 5000;
const GROWTH = 1.3;
const LONGEST_MS = 3_600_000;

/** How long to wait before the next look, by how often was looked. */
const pauseMs = (looks: number): number => Math.min(MOST_MS, FIRST_MS * GROWTH ** Math.max(0, looks - 4));

/** No state of this kind ends by itself. */
const isFailure = (status: string): boolean => /error|failed/i.test(status);

export function createSettling<Resource extends Stateful>(parts: SettlingParts<Resource>): Settling<Resource> {
  const { kind, clock, get, explain, isGoing = ({ status }) => /deleting/i.test(status) } = parts;

  async function watch(
    id: string,
    { settleMs = LONGEST_MS, ...options }: SettleOptions,
    isDone: (resource: Resource | undefined) => boolean,
    hasFailed: (resource: Resource) => boolean,
  ): Promise<Resource | undefined> {
    const startMs = clock.monotonicMs();
    for (let looks = 1; ; looks++) {
      const resource = await lookAt(get, id, options);
      if (isDone(resource)) return resource;
      if (resource === undefined) throw new MultisiteError("openstack.settle.failed", `The ${kind} ${id} is not there any more.`);
      if (hasFailed(resource)) {
        const reason = (await explain(resource, options)) ?? "its service says no reason";
        throw new MultisiteError("openstack.settle.failed", `The ${kind} ${id} is ${resource.status}: ${reason}.`);
      }
      const waitedMs = clock.monotonicMs() - startMs;
      if (waitedMs >= settleMs) {
        throw new MultisiteError(
          "openstack.settle.late",
          `The ${kind} ${id} is ${resource.status} after ${Math.round(waitedMs)} ms.`,
        );
      }
      await clock.sleep(Math.min(pauseMs(looks), settleMs - waitedMs), options.signal);
    }
  }

  return {
    async settle(id, wanted, options = {}) {
      const states = typeof wanted === "string" ? [wanted] : wanted;
      const isDone = (resource: Resource | undefined): boolean => resource !== undefined && states.includes(resource.status);
      return (await watch(id, options, isDone, ({ status }) => isFailure(status))) as Resource;
    },
    async settleGone(id, options = {}) {
      const isDone = (resource: Resource | undefined): boolean => resource === undefined;
      await watch(id, options, isDone, (resource) => !isGoing(resource) || isFailure(resource.status));
    },
  };
}

async function lookAt<Resource>(
  get: SettlingParts<Resource>["get"],
  id: string,
  options: CallOptions,
): Promise<Resource | undefined> {
  try {
    return await get(id, options);
  } catch (thrown) {
    if (isOpenStackError(thrown, 404)) return undefined;
    throw thrown;
  }
}
