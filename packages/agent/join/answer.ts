import { findNode, type Member, writeStar } from "@multisite/identity/star";
import { answerJoins } from "@multisite/kernel/peers/join";
import type { Agent } from "../agent/create.ts";
import type { Node } from "../home/open.ts";
import { acceptHost } from "./accept.ts";
import type { Welcome } from "./types.ts";

/** Lets invited hosts in, where the certificate authority is; elsewhere nothing. */
export function welcomeHosts({ file, links, ports }: Node, agent: Agent): void {
  const { authority, clock, document, alarms, log } = ports;
  if (authority === undefined) return;
  answerJoins({
    links,
    authority,
    clock,
    async accept(told, whom): Promise<Welcome> {
      const star = document.current();
      const { signingKey, sealingKey } = acceptHost(star, whom, told, clock.nowMs());
      const member: Member = { name: whom.node, site: whom.site, signingKey, sealingKey };
      agent.ceremony.say({ says: "joined", member });
      // A second master can do what an operator must when the first is lost.
      if (findNode(star, whom.node)?.node.role === "master") {
        agent.ceremony.say({ says: "operator", member: whom.node, operatorKey: signingKey });
      }
      return { document: writeStar(star), root: file.root };
    },
    onRefused({ code, message, address, invited, wrongAttempts }) {
      log.warn({ code, address, invited, wrongAttempts }, "a host was not let into the star");
      if (wrongAttempts === 0 || invited === undefined) return;
      alarms.raise({
        id: `star.join.refused/${invited.node}`,
        severity: "warning",
        site: links.self.site,
        cause: `Somebody at ${address} tried ${wrongAttempts} times to join as ${invited.node}: ${message}`,
        next: `multisite site invite ${invited.node}, if the invitation may be known to others`,
      });
    },
    onJoined({ site, node }) {
      alarms.clear(`star.join.refused/${node}`);
      log.info({ site, node }, "a host has joined the star");
    },
  });
}
