import { findNode } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import { invite } from "@multisite/kernel/peers/join";
import type { Agent } from "../agent/create.ts";

export interface InvitationToNode {
  readonly site: string;
  readonly node: string;
  readonly expiresAtMs: number;
  /** To be pasted at the joining host; it is kept nowhere. */
  readonly token: string;
}

const HOUR_MS = 3_600_000;

/**
 * Invites one node of the star's document, once.
 *
 * @throws MultisiteError `agent.join.elsewhere`, `agent.join.unknown`
 */
export function inviteNode({ ports }: Agent, node: string, hours: number): InvitationToNode {
  const { document, links, clock, random, authority } = ports;
  const star = document.current();
  const place = findNode(star, node);
  const self = findNode(star, links.self.node);
  if (authority === undefined || self === undefined) {
    throw new MultisiteError(
      "agent.join.elsewhere",
      `Only the node where the star's certificate authority is can invite, and that is not ${links.self.node}; it is the node that the star began with.`,
    );
  }
  if (place === undefined) {
    throw new MultisiteError("agent.join.unknown", `The star's document has no node ${node}; put it there and apply it first.`);
  }
  const { token, expiresAtMs } = invite({
    authority,
    clock,
    random,
    site: place.site.name,
    node,
    hosts: [place.node.address],
    inviter: { node: links.self.node, address: { host: self.node.address, port: self.node.ports.agent } },
    validMs: hours * HOUR_MS,
  });
  return { site: place.site.name, node, expiresAtMs, token: token.reveal() };
}
