import { existsSync, readdirSync } from "node:fs";
import { createIdentityService, type HashQueue, type IdentityService, readIdentityConfig } from "@multisite/identity";
import {
  type AskIdentity,
  askDirectly,
  type ForwardedAnswer,
  type ForwardedRequest,
  findNode,
  openFence,
  openKeyDisk,
  type StarHome,
  starHome,
  systemFiles,
} from "@multisite/identity/star";
import { openAlarms } from "@multisite/kernel/alarms";
import { openBoard } from "@multisite/kernel/board";
import type { SimulatedClock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { openFactStore } from "@multisite/kernel/facts";
import { type Log, silentLog } from "@multisite/kernel/log";
import type { SimulatedPeers } from "@multisite/kernel/peers";
import type { Random } from "@multisite/kernel/random";
import { createMemberSealer, readMemberKeys, verifySignature } from "@multisite/kernel/seal";
import { type Agent, startAgent } from "../agent/create.ts";
import type { AgentPorts } from "../agent/types.ts";
import { openDocument } from "../home/document-file.ts";
import { identitySettings } from "../home/identity-config.ts";
import { readNodeFile } from "../home/node-file.ts";
import { embeddedReplication } from "../node/replication.ts";
import { createNodeClock } from "./clock.ts";
import { type BeforeEffect, withEffects } from "./effects.ts";

/** Where a simulated node lives. */
export interface NodeWorld {
  readonly directory: string;
  readonly clock: SimulatedClock;
  readonly network: SimulatedPeers;
  readonly random: Random;
  readonly hashQueue: HashQueue;
  readonly log?: Log;
  /** How far the node's clock is from the true time. */
  readonly offsetMs: () => number;
  /** Before each effect on the disks of keys, facts and board; throws where the node dies. */
  readonly beforeEffect: BeforeEffect;
  /** Before each effect of the replication; never comes back where the node dies. */
  readonly beforeReplicating: (what: string) => Promise<void>;
  /** Makes the product worse, to show that it is noticed. */
  readonly weaken?: Weakening;
  readonly onThrown: (thrown: unknown) => void;
}

/** Parts of the product that a test replaces. */
export interface Weakening {
  readonly ports?: (ports: AgentPorts) => AgentPorts;
  readonly agent?: (agent: Agent) => Agent;
}

/** One node of a simulated star, from a start to its end: the product's agent and identity service on the files of its home. */
export interface SimulatedNode {
  readonly name: string;
  readonly site: string;
  readonly home: StarHome;
  readonly agent: Agent;
  /** Undefined before it has keys and data. */
  service(): IdentityService | undefined;
  /** Why it answers nothing but health; undefined when it serves. */
  fence(): string | undefined;
  /** As a client of its identity API; undefined when nobody answers. */
  ask(request: ForwardedRequest): Promise<Omit<ForwardedAnswer, "answeredBy"> | undefined>;
  isDead(): boolean;
  /** At once: nothing more is written or sent, and what is on the disks stays. */
  crash(): void;
}

const RESTART_MS = 500;

/** @throws what the product throws when a home is not fit, or the node dies on the way */
export async function startSimulatedNode(world: NodeWorld): Promise<SimulatedNode> {
  const { directory, network, random, log = silentLog, beforeEffect, weaken = {} } = world;
  const home = starHome(directory);
  const file = readNodeFile(home);
  const clock = createNodeClock(world.clock, world.offsetMs, world.onThrown);
  const document = openDocument(home);
  const keys = readMemberKeys(home.member);
  const place = findNode(document.current(), file.node);
  const links = network.join({ site: file.site, node: file.node });
  const dead = Promise.withResolvers<undefined>();
  let isDead = false;
  let service: IdentityService | undefined;
  const closers: (() => unknown)[] = [];

  function crash(): void {
    if (isDead) return;
    isDead = true;
    network.crash(file.node);
    clock.stop();
    for (const close of closers) close();
    dead.resolve(undefined);
  }

  const askService: AskIdentity = async (request) => {
    if (service === undefined)
      throw new MultisiteError("agent.forward.no_writer", `The identity service of ${file.node} is down.`);
    return askDirectly(service.app)(request);
  };
  const files = withEffects(
    systemFiles,
    "key disk",
    ["openSync", "writeFileSync", "renameSync", "unlinkSync", "fsyncSync"],
    beforeEffect,
  );
  const store = openFactStore({ path: home.facts, random });
  const board = openBoard(home.board);
  const alarms = openAlarms({ path: home.alarms, clock });
  closers.push(store.close, board.close, alarms.close);
  const opened = {
    home,
    file,
    links,
    document: withEffects(document, "document", ["take"], beforeEffect),
    store: withEffects(store, "facts", ["append", "appendOnce", "merge", "setMark", "renewEpoch"], beforeEffect),
    board: withEffects(board, "board", ["set", "remove"], beforeEffect),
    alarms,
    clock,
    random,
    log,
    pace: { lookMs: 250, factsLookMs: 50 },
    version: "simulated",
  };
  const replication = embeddedReplication(opened, {
    durability: "process",
    step: world.beforeReplicating,
    settings: { watchMs: 50 },
  });
  closers.unshift(() => replication.embedded.abandon());
  const ports: AgentPorts = {
    ...opened,
    identity: askService,
    fence: openFence({ home: home.directory, board: opened.board, store: opened.store, clock, files }),
    replication,
    ceremony: {
      root: file.root,
      disk: openKeyDisk({ home: home.directory, clock, files }),
      sealer: createMemberSealer(keys, file.node, random),
      sign: keys.sign,
      verify: verifyOnce,
      loaded: (onDisk) => onDisk,
      ...(file.node === file.root.member ? {} : { operator: { sign: keys.sign, operatorKey: keys.signingKey } }),
    },
  };
  const started = await startAgent(weaken.ports?.(ports) ?? ports);
  const agent = weaken.agent?.(started) ?? started;

  async function startService(): Promise<void> {
    const wanted = identitySettings(document.current(), file.node, home);
    const identity = { ...wanted.identity, password_hash_rounds: 4 };
    const config = readIdentityConfig({ ...wanted, identity }, file.node);
    const made = await createIdentityService(config, { clock, random, log, agent, processId: 1, hashQueue: world.hashQueue });
    closers.unshift(() => {
      made.identity.facts.store.close();
      made.identity.host?.close();
      // Its connections are closed in the same turn of the event loop.
      void made.identity.database.close();
    });
    if (isDead) for (const close of closers.splice(0, 1)) close();
    else service = made;
  }

  /** As systemd does with a service that fails. */
  async function keepStarting(): Promise<void> {
    while (service === undefined) {
      if (hasAllToServe(home)) await startService().catch((thrown: unknown) => log.error({ err: thrown }, "no identity service"));
      if (service === undefined) await clock.sleep(RESTART_MS);
    }
  }
  void keepStarting();

  return {
    name: file.node,
    site: place?.site.name ?? file.site,
    home,
    agent,
    service: () => service,
    fence() {
      if (isDead || service === undefined) return "It does not run.";
      return (board.get("fence") as { readonly reason: string } | undefined)?.reason;
    },
    async ask(request) {
      if (isDead || service === undefined) return undefined;
      return Promise.race([dead.promise, askDirectly(service.app)(request)]);
    },
    isDead: () => isDead,
    crash,
  };
}

/** Of what was signed by a key of one star: every node of every run would verify the same. */
const verified = new Map<string, boolean>();

function verifyOnce(...signed: Parameters<typeof verifySignature>): boolean {
  const name = signed.join(" ");
  const known = verified.get(name) ?? verifySignature(...signed);
  verified.set(name, known);
  return known;
}

/** Whether there is anything to serve with. */
function hasAllToServe({ fernetKeys, credentialKeys, receiptKeys, identityDatabase }: StarHome): boolean {
  const hasKeys = (directory: string): boolean =>
    existsSync(directory) && readdirSync(directory).some((name) => /^[1-9]\d*$/.test(name));
  return [fernetKeys, credentialKeys, receiptKeys].every(hasKeys) && existsSync(identityDatabase);
}
