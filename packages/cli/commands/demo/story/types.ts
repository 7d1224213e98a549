import type { LocalStar } from "@multisite/agent";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import type { CommandContext } from "../../../context.ts";
import type { DemoPlace } from "../place.ts";
import type { PlaneClouds } from "../plane/clouds.ts";
import type { PlaneInstances } from "../plane/instances.ts";
import type { DemoRegion } from "../regions.ts";
import type { Seeded } from "../seed.ts";

/** What is shown of a step while it goes on. */
export interface Tell {
  /** Stays. */
  line(text: string): void;
  /** How things stand just now; on a screen only, until the next one. */
  now(text: string): void;
}

/** One thing that happens. `run` rejects when it does not happen as `title` says. */
export interface Step {
  readonly title: string;
  /** Gives what was measured, and what the audience should notice. */
  readonly run: (tell: Tell) => Promise<string>;
}

/** A step that has happened. */
export interface DoneStep {
  readonly title: string;
  readonly note: string;
  readonly durationMs: number;
}

export interface Stage {
  readonly context: CommandContext;
  readonly place: DemoPlace;
  readonly star: LocalStar;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly seeded: Seeded;
  readonly passwords: { readonly admin: Secret; readonly user: Secret };
  readonly regions: readonly DemoRegion[];
  readonly clouds: PlaneClouds;
  readonly instances: PlaneInstances;
  /** Set by the first step: ann's token, and one that only reads. */
  token: Secret | undefined;
}

export function notAsTold(what: string): MultisiteError {
  return new MultisiteError("cli.demo.not_as_told", `The demonstration did not go as told: ${what}.`);
}

/** Runs a step and takes its time. */
export async function runStep(step: Step, clock: Clock, tell: Tell): Promise<DoneStep> {
  const startedMs = clock.monotonicMs();
  const note = await step.run(tell);
  return { title: step.title, note, durationMs: clock.monotonicMs() - startedMs };
}
