import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { RunStep } from "@multisite/kernel/journal";
import type { StretchedNetwork } from "../document/index.ts";
import { networkError } from "../errors.ts";
import type { NetworkLook, SiteLook, SiteOrder, SitePlan } from "../site/index.ts";

/** With what a run over networks reaches the sites. */
export interface NetworkHands {
  readonly clock: Clock;
  /** Sites that are known to have a connector. */
  sites(): readonly string[];
  /**
   * Asks the network half of a site's agent, also of this one.
   *
   * @throws MultisiteError `network.site.*`, `kernel.peers.*`
   */
  ask(site: string, order: SiteOrder): Promise<unknown>;
}

export async function planAt({ ask }: NetworkHands, site: string, network: StretchedNetwork): Promise<SitePlan> {
  return (await ask(site, { order: "plan", network })) as SitePlan;
}

export async function lookAt({ ask }: NetworkHands, site: string, name: string | null): Promise<SiteLook> {
  return (await ask(site, { order: "look", name })) as SiteLook;
}

/** Undefined: the site has no such network. */
export async function lookAtNetwork(hands: NetworkHands, site: string, name: string): Promise<NetworkLook | undefined> {
  return (await lookAt(hands, site, name)).networks[0];
}

/** What sites answer, or in words why they did not. */
export type Asked<Answer> = { readonly site: string } & ({ readonly answer: Answer } | { readonly problem: string });

/** Asks several sites at once. */
export async function askAll<Answer>(
  sites: readonly string[],
  ask: (site: string) => Promise<Answer>,
): Promise<readonly Asked<Answer>[]> {
  return await Promise.all(
    sites.map(async (site) => {
      try {
        return { site, answer: await ask(site) };
      } catch (thrown) {
        if (!(thrown instanceof MultisiteError)) throw thrown;
        return { site, problem: messageOf(thrown) };
      }
    }),
  );
}

/** A step that asks, and then waits until it is so. */
export interface Aim {
  readonly name: string;
  readonly title: string;
  /** Why it is not so; undefined: it is. */
  whyNot(): Promise<string | undefined>;
  begin?(): Promise<unknown>;
  readonly waitMs: number;
}

const LOOK_MS = 500;

export function aimStep({ clock }: NetworkHands, { name, title, whyNot, begin, waitMs }: Aim): RunStep {
  return {
    name,
    title,
    isDone: async () => (await whyNot()) === undefined,
    async apply() {
      await begin?.();
      const startedMs = clock.monotonicMs();
      for (let why = await whyNot(); why !== undefined; why = await whyNot()) {
        if (clock.monotonicMs() - startedMs >= waitMs) throw networkError("run.stopped", `"${title}" is not so: ${why}.`);
        await clock.sleep(LOOK_MS);
      }
      return undefined;
    },
  };
}
