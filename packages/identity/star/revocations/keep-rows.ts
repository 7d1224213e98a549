import { messageOf } from "@multisite/kernel/errors";
import type { Log } from "@multisite/kernel/log";
import type { IdentityFacts } from "../../facts/index.ts";
import type { Host } from "../host/open.ts";
import { type RevocationRowsDependencies, writeRevocationRows } from "./write-rows.ts";

export interface KeepRowsOptions extends Omit<RevocationRowsDependencies, "store"> {
  readonly host: Host;
  readonly facts: IdentityFacts;
  readonly log: Log;
}

/** A Keystone beside a master sees a revocation that was a fact so much later, and those beside replicas with their lag besides. */
const LOOK_MS = 2000;

/** At a node that writes, makes rows of what any site has revoked or denied. Returns what ends it. */
export function keepRevocationRows({ host, facts, log, ...rest }: KeepRowsOptions): () => void {
  let doneRevision: number | undefined;
  let isRunning = false;
  return rest.clock.every(LOOK_MS, async () => {
    const revision = facts.denials.revision();
    if (isRunning || revision === doneRevision || host.states.now().writes !== "here") return;
    isRunning = true;
    try {
      const written = await writeRevocationRows({ ...rest, store: facts.store });
      if (written > 0) log.info({ written }, "revocations that were facts are rows now");
      doneRevision = revision;
    } catch (thrown) {
      log.warn({ reason: messageOf(thrown) }, "revocations that are facts cannot be made rows now; trying again");
    } finally {
      isRunning = false;
    }
  });
}
