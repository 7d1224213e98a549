import type { HashQueue } from "@multisite/identity";
import {
  type AskIdentity,
  type ForwardedAnswer,
  type ForwardedRequest,
  findNode,
  loadedFromBoard,
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
import { readNodeFile } from "../home/node-file.ts";
import { embeddedReplication } from "../node/replication.ts";
import { createNodeClock, type NodeClock } from "./clock.ts";
import { newestChainHash, newestEpoch } from "./contents.ts";
import { type BeforeEffect, Died, type Fate, withEffects } from "./fate.ts";
import { createSimulatedService } from "./service.ts";

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
  /** Asked before each effect on a disk. */
  readonly fate: (what: string) => Fate;
  readonly onDeath?: () => void;
  /** Of each change that this node's identity service has acknowledged as the writer: the epoch of its data. */
  readonly onAcknowledged?: (epoch: string) => void;
  /** Makes the product worse, to show that it is noticed. */
  readonly weaken?: Weakening;
  readonly onThrown: (thrown: unknown) => void;
}

/** Parts of the product that a test replaces. */
export interface Weakening {
  readonly ports?: (ports: AgentPorts) => AgentPorts;
  readonly agent?: (agent: Agent) => Agent;
}

type Answer = Omit<ForwardedAnswer, "answeredBy">;

/** One node of a simulated star, from a start to its end: the product's agent and identity service on the files of its home. */
export interface SimulatedNode {
  readonly name: string;
  readonly site: string;
  readonly home: StarHome;
  readonly agent: Agent;
  /** Why it answers nothing but health; undefined when it serves. */
  fence(): string | undefined;
  /** As a client of its identity API; undefined when nobody answers. */
  ask(request: ForwardedRequest): Promise<Answer | undefined>;
  isDead(): boolean;
  /** The identity service alone; it is started again. */
  crashService(): void;
  /** At once: nothing more is written or sent, and what is on the disks stays. */
  crash(): void;
}

/** From a client to the node. */
const TRAVEL_MS = 1;

/** How often an agent looks, so that a run takes no minutes. */
const PACE = { lookMs: 250, factsLookMs: 50 };

/** @throws what the product throws when a home is not fit, or {@link Died} */
export async function startSimulatedNode(world: NodeWorld): Promise<SimulatedNode> {
  const { directory, network, random, log = silentLog, weaken = {} } = world;
  const home = starHome(directory);
  const file = readNodeFile(home);
  const document = openDocument(home);
  const keys = readMemberKeys(home.member);
  const newClock = (): NodeClock => createNodeClock(world.clock, world.offsetMs, world.onThrown);
  const clock = newClock();
  const links = network.join({ site: file.site, node: file.node });
  const service = createSimulatedService({ ...world, name: file.node, home, document, clock, newClock, log });
  const closers: (() => void)[] = [];
  let isDead = false;

  function crash(): void {
    if (isDead) return;
    isDead = true;
    network.crash(file.node);
    clock.stop();
    service.end();
    for (const close of closers.toReversed()) close();
    world.onDeath?.();
  }

  const before: BeforeEffect = (what) => {
    if (isDead) throw new Died(what);
    const fate = world.fate(what);
    if (fate === "fails") throw Object.assign(new Error(`no space left on device (${what})`), { code: "ENOSPC" });
    if (fate !== "dies") return;
    crash();
    throw new Died(what);
  };

  async function beforeReplicating(what: string): Promise<void> {
    const fate = world.fate(`replication: ${what}`);
    if (fate === "dies") crash();
    if (isDead) await new Promise<never>(() => {});
    if (typeof fate === "object") await clock.sleep(fate.afterMs);
  }

  async function ask(request: ForwardedRequest): Promise<Answer | undefined> {
    const mayChange = request.method !== "GET" && request.path !== "/v3/auth/tokens" && !isDead;
    const before = mayChange && ports.replication.role() === "writer" ? newestChainHash(home) : undefined;
    const answer = await service.ask(request);
    if (before === undefined || isDead || (answer?.status ?? 500) >= 300) return answer;
    // A user that is disabled where nothing can be written is a fact, and no change of the data.
    if (newestChainHash(home) !== before) world.onAcknowledged?.(newestEpoch(home));
    return answer;
  }

  const askIdentity: AskIdentity = async (request) => {
    const answer = await ask(request);
    if (answer !== undefined) return answer;
    throw new MultisiteError("agent.forward.no_writer", `The identity service of ${file.node} does not run.`);
  };

  const store = openFactStore({ path: home.facts, random });
  const board = openBoard(home.board);
  const alarms = openAlarms({ path: home.alarms, clock });
  closers.push(store.close, board.close, alarms.close);
  const parts = {
    document: withEffects(document, "document", ["take"], before),
    store: withEffects(store, "facts", ["append", "appendOnce", "merge", "setMark", "renewEpoch"], before),
    board: withEffects(board, "board", ["set", "remove"], before),
    ...{ home, links, alarms, clock, random, log, pace: PACE, version: "simulated" },
  };
  const replication = embeddedReplication(parts, { durability: "process", step: beforeReplicating, settings: { watchMs: 50 } });
  closers.push(() => replication.embedded.abandon());
  const files = withEffects(systemFiles, "keys", ["openSync", "writeFileSync", "renameSync", "unlinkSync", "fsyncSync"], before);
  const disk = openKeyDisk({ home: home.directory, clock, files });
  const ports: AgentPorts = {
    ...parts,
    identity: askIdentity,
    fence: openFence({ home: home.directory, board: parts.board, store: parts.store, clock, files }),
    replication,
    ceremony: {
      root: file.root,
      disk,
      sealer: createMemberSealer(keys, file.node, random),
      sign: keys.sign,
      verify: verifyOnce,
      loaded: loadedFromBoard(board, disk, () => true),
      ...(file.node === file.root.member ? {} : { operator: { sign: keys.sign, operatorKey: keys.signingKey } }),
    },
  };
  const started = await startAgent(weaken.ports?.(ports) ?? ports);
  const agent = weaken.agent?.(started) ?? started;
  service.keep(agent);

  return {
    name: file.node,
    site: findNode(document.current(), file.node)?.site.name ?? file.site,
    home,
    agent,
    fence() {
      if (isDead || !service.isRunning()) return "It does not run.";
      return (board.get("fence") as { readonly reason: string } | undefined)?.reason;
    },
    async ask(request) {
      // What comes over a socket comes in a turn of the event loop of its own.
      await world.clock.sleep(TRAVEL_MS);
      return ask(request);
    },
    isDead: () => isDead,
    crashService: service.crash,
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
