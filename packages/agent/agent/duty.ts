import { messageOf } from "@multisite/kernel/errors";
import type { AgentPorts } from "./types.ts";

/** Something that the agent looks after all the time. */
export interface Duty {
  readonly name: string;
  readonly everyMs: number;
  /** Observes, decides and acts; safe to call at any time. */
  run(): void | Promise<void>;
}

/** Runs it at once and then again and again, one run at a time. A failure is an alarm until a run succeeds, and holds up no other duty. */
export function startDuty({ clock, log, alarms, links }: AgentPorts, { name, everyMs, run }: Duty): () => void {
  const id = `agent.duty/${name}/${links.self.node}`;
  let isRunning = false;
  let hasFailed = true;
  const raise = (thrown: unknown): void => {
    try {
      alarms.raise({
        id,
        severity: "major",
        site: links.self.site,
        cause: `The agent of ${links.self.node} cannot do its duty "${name}": ${messageOf(thrown)}`,
        next: `Look into the agent's log on ${links.self.node}.`,
      });
    } catch (err) {
      log.error({ duty: name, err }, "an alarm cannot be raised");
    }
  };
  const once = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      await run();
      if (hasFailed) alarms.clear(id);
      hasFailed = false;
    } catch (thrown) {
      if (!hasFailed) log.error({ duty: name, err: thrown }, "a duty of the agent failed; it is tried again");
      hasFailed = true;
      raise(thrown);
    } finally {
      isRunning = false;
    }
  };
  // What the services of the host go by may be of before this start: the first look does not wait.
  void once();
  return clock.every(everyMs, once);
}
