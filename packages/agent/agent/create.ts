import {
  type Ceremony,
  collectStarStatus,
  type HostAgent,
  type KeysExplanation,
  type NodeStatus,
  STATUS_SUBJECT,
  type StarStatus,
} from "@multisite/identity/star";
import type { Clock } from "@multisite/kernel/clock";
import type { FactExchange } from "@multisite/kernel/facts/exchange";
import type { MoveHands } from "@multisite/network";
import { noteCaughtUp } from "../duties/catch-up.ts";
import { explainCeremony, keysOfNode, takePartInCeremony } from "../duties/ceremony.ts";
import { watchCertificate } from "../duties/certificate.ts";
import { watchClock } from "../duties/clock.ts";
import { clockErrorBoundMs } from "../duties/clock-error.ts";
import { followDocument } from "../duties/document.ts";
import { exchangeFacts } from "../duties/exchange-facts.ts";
import { keepFence } from "../duties/fence.ts";
import { createKeysWatch } from "../duties/keys.ts";
import { tellServices } from "../duties/tell-services.ts";
import { answerForwards } from "../forward/at-master.ts";
import { forwardToMaster } from "../forward/to-master.ts";
import { answerWaits } from "../forward/wait-in-site.ts";
import { networkHands, startNetwork } from "../network/start.ts";
import { createOperatorRuns, type OperatorRuns } from "../operate/runs/office.ts";
import { ownStatus } from "../status/own.ts";
import { type Duty, startDuty } from "./duty.ts";
import type { AgentPorts } from "./types.ts";

/** One node's agent, running. */
export interface Agent extends HostAgent {
  readonly ports: AgentPorts;
  readonly ceremony: Ceremony;
  readonly exchange: FactExchange;
  /** What its operator began at this node. */
  readonly runs: OperatorRuns;
  /** Reaches the network halves of all sites. */
  readonly networks: MoveHands;
  explainKeys(): KeysExplanation;
  own(): Promise<NodeStatus>;
  status(): Promise<StarStatus>;
  stop(): Promise<void>;
}

/** How often the agent looks whether there is something to do. */
const LOOK_MS = 100;

/** Starts everything that the agent of one node does; each duty is a loop of its own, and none waits for another node. */
export async function startAgent(ports: AgentPorts): Promise<Agent> {
  const { store, links, clock, log, document, replication } = ports;
  const exchange = exchangeFacts(ports, (heldBy) => ports.fence.noteRestored(heldBy));
  const everyMs = ports.pace?.lookMs ?? LOOK_MS;
  const clockErrorMs = (): number | undefined => clockErrorBoundMs(exchange.clocks(), clock.nowMs());
  const host = { heardFrom: () => exchange.heardFrom(), clockErrorMs };
  const ceremony = takePartInCeremony(ports, host);

  const own = (): Promise<NodeStatus> =>
    ownStatus(ports, {
      heardFrom: exchange.heardFrom(),
      clockErrorMs: clockErrorMs(),
      keys: keysOfNode(ports, host, ceremony),
    });
  links.answer(STATUS_SUBJECT, own);
  answerForwards(ports);
  answerWaits(ports);
  await replication.start();

  const duties: readonly Duty[] = [
    { name: "ceremony", everyMs, run: () => ceremony.turn() },
    { name: "fence", everyMs, run: () => keepFence(ports, ceremony, exchange) },
    { name: "document", everyMs, run: () => followDocument(ports, ceremony) },
    { name: "services", everyMs, run: () => tellServices(ports, exchange.heardFrom()) },
    { name: "keys", everyMs: 10_000, run: createKeysWatch(ports, ceremony) },
    { name: "clock", everyMs: 10_000, run: () => watchClock(ports, clockErrorMs()) },
    { name: "certificate", everyMs: 10_000, run: () => watchCertificate(ports) },
    { name: "catch-up", everyMs, run: () => noteCaughtUp(ports) },
  ];
  const network = ports.cloud && startNetwork(ports, ports.cloud);
  const handsOf = (waitingBy: Clock) => networkHands({ ...ports, clock: waitingBy }, () => network?.site);
  const runs = createOperatorRuns(ports, handsOf);
  const stops = duties.map((duty) => startDuty(ports, duty));
  return {
    ports,
    ceremony,
    exchange,
    runs,
    networks: handsOf(clock),
    forward: (request) => forwardToMaster(ports, request),
    async confirm(mark) {
      await replication.confirm?.(mark);
    },
    explainKeys: () => explainCeremony(ports, host, ceremony),
    own,
    status: () => collectStarStatus({ star: document.current(), links, clock, own }),
    async stop() {
      for (const stop of stops) stop();
      runs.interrupt();
      network?.stop();
      ports.certificates?.stop();
      exchange.stop();
      // First the links: nobody is to be answered from data that are closed.
      await links.close();
      await replication.stop();
      await runs.close();
      ports.authority?.close();
      for (const each of [store, ports.board, ports.alarms]) each.close();
      log.info("the agent has stopped");
    },
  };
}
