import { ceremonySettings, emergencyPlan, type KeyPurpose, membersOf, signingKeyOf } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Agent } from "../agent/create.ts";
import { type CarriedOut, carryOut } from "./carry-out.ts";
import { requireReason } from "./reason.ts";

export interface EmergencyRequest {
  /** ID of the compromised key, or its first characters; without one the key that is signed with. */
  readonly key?: string;
  readonly purpose: KeyPurpose;
  /** Why, in writing; it stands in every site's facts. */
  readonly reason: string;
  readonly keepsStaged: boolean;
  readonly isDryRun: boolean;
}

/** A member that was heard this recently can be counted on. */
const REACHABLE_MS = 30_000;

/** Takes a compromised key out of use at once (design D4), and says what breaks. */
export function startEmergency(agent: Agent, request: EmergencyRequest): Promise<CarriedOut> {
  const { ports, ceremony, exchange } = agent;
  const { document, clock, links } = ports;
  requireReason(request.reason);
  const nowMs = clock.nowMs();
  const view = ceremony.view();
  const heardFrom = exchange.heardFrom();
  const isReachable = (name: string): boolean =>
    name === links.self.node || nowMs - (heardFrom.get(name) ?? Number.NEGATIVE_INFINITY) < REACHABLE_MS;
  const reachable = membersOf(document.current())
    .map(({ node }) => node.name)
    .filter(isReachable);
  const plan = emergencyPlan(view, findKeyId(agent, request), reachable, {
    reason: request.reason,
    nowMs,
    settings: ceremonySettings(document.current().keys),
    keepsStaged: request.keepsStaged,
  });
  return carryOut(agent, plan, request.isDryRun);
}

function findKeyId({ ceremony, ports }: Agent, { key, purpose }: EmergencyRequest): string {
  const view = ceremony.view();
  const found =
    key === undefined
      ? [signingKeyOf(view, purpose, ports.links.self.node)].filter((one) => one !== undefined)
      : view.keys.filter((one) => one.purpose === purpose && one.keyId.startsWith(key));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.keyId;
  throw new MultisiteError(
    "agent.keys.unknown",
    `${found.length === 0 ? "No" : "More than one"} ${purpose} key ${key === undefined ? "is signed with here" : `begins with ${key}`}.`,
  );
}
