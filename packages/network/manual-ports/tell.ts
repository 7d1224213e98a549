import type { PeerLinks } from "@multisite/kernel/peers";
import type { Waker } from "../connector/index.ts";
import type { MirrorAnswer, MirrorQuestion } from "../mirror/index.ts";
import type { ManualPorts } from "./kept.ts";
import { MANUAL_NODE, MANUAL_SITE } from "./names.ts";

/**
 * Links over which the connector of this site hears of the manual ports as it hears of another site's: so they are realized, repaired,
 * reported and taken away by the same rules.
 */
export function tellManualPorts(links: PeerLinks, ports: ManualPorts, changed: Waker, holdMs: number): PeerLinks {
  return {
    self: links.self,
    traffic: () => links.traffic(),
    answer: (subject, handler) => links.answer(subject, handler),
    close: () => links.close(),
    async ask(node, subject, body, options) {
      if (node !== MANUAL_NODE) return await links.ask(node, subject, body, options);
      const question = body as MirrorQuestion;
      const { epoch, version } = ports.now();
      // What is known already is a question for what comes next.
      if (question.epoch === epoch && question.version === version) await changed.wait(holdMs);
      return told(ports);
    },
  };
}

function told(ports: ManualPorts): MirrorAnswer {
  const { epoch, version, ports: all } = ports.now();
  return { site: MANUAL_SITE, epoch, version, ports: all.map((port) => ({ ...port, isUp: true })) };
}
