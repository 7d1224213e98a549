import { existsSync, readdirSync } from "node:fs";
import { createIdentityService, type HashQueue, type IdentityService, readIdentityConfig } from "@multisite/identity";
import { askDirectly, type ForwardedAnswer, type ForwardedRequest, type StarHome } from "@multisite/identity/star";
import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import type { Agent } from "../agent/create.ts";
import type { StarDocument } from "../agent/types.ts";
import { identitySettings } from "../home/identity-config.ts";
import type { NodeClock } from "./clock.ts";

export interface SimulatedServiceOptions {
  readonly name: string;
  readonly home: StarHome;
  readonly document: StarDocument;
  readonly clock: Clock;
  /** Dies with one process. */
  readonly newClock: () => NodeClock;
  readonly random: Random;
  readonly log: Log;
  readonly hashQueue: HashQueue;
}

type Answer = Omit<ForwardedAnswer, "answeredBy">;

/** The product's identity service of one node, kept running as systemd does. */
export interface SimulatedService {
  isRunning(): boolean;
  /** Undefined when it does not run, or dies before it has answered. */
  ask(request: ForwardedRequest): Promise<Answer | undefined>;
  /** Starts it when there are keys and data, and again whenever it fails. */
  keep(agent: Agent): void;
  /** As a process dies: nothing more is written. */
  crash(): void;
  /** The same, for good. */
  end(): void;
}

const RESTART_MS = 500;

export function createSimulatedService(options: SimulatedServiceOptions): SimulatedService {
  const { name, home, document, clock, newClock, random, log, hashQueue } = options;
  let running: { readonly service: IdentityService; readonly clock: NodeClock } | undefined;
  let died = Promise.withResolvers<undefined>();
  let isEnded = false;
  let isStarting = false;
  let agentOf: Agent | undefined;

  async function start(agent: Agent): Promise<void> {
    const wanted = identitySettings(document.current(), name, home);
    const identity = { ...wanted.identity, password_hash_rounds: 4 };
    const config = readIdentityConfig({ ...wanted, identity }, name);
    const ownClock = newClock();
    const world = { clock: ownClock, random, log, agent, processId: 1, hashQueue };
    running = { service: await createIdentityService(config, world), clock: ownClock };
    if (isEnded) crash();
  }

  function crash(): void {
    const closed = running?.service.identity;
    running?.clock.stop();
    running = undefined;
    died.resolve(undefined);
    died = Promise.withResolvers();
    closed?.facts.store.close();
    closed?.host?.close();
    // Its connections are closed in the same turn of the event loop.
    void closed?.database.close();
  }

  async function keepStarting(agent: Agent): Promise<void> {
    if (isStarting) return;
    isStarting = true;
    while (running === undefined && !isEnded) {
      if (hasAllToServe(home)) await start(agent).catch((err: unknown) => log.error({ err }, "no identity service"));
      if (running === undefined) await clock.sleep(RESTART_MS);
    }
    isStarting = false;
  }

  return {
    isRunning: () => running !== undefined,
    async ask(request) {
      if (running === undefined) return undefined;
      return Promise.race([died.promise, askDirectly(running.service.app)(request)]);
    },
    keep(agent) {
      agentOf = agent;
      void keepStarting(agent);
    },
    crash() {
      crash();
      if (agentOf) void keepStarting(agentOf);
    },
    end() {
      isEnded = true;
      crash();
    },
  };
}

/** Whether there is anything to serve with. */
function hasAllToServe({ fernetKeys, credentialKeys, receiptKeys, identityDatabase }: StarHome): boolean {
  const hasKeys = (directory: string): boolean =>
    existsSync(directory) && readdirSync(directory).some((name) => /^[1-9]\d*$/.test(name));
  return [fernetKeys, credentialKeys, receiptKeys].every(hasKeys) && existsSync(identityDatabase);
}
