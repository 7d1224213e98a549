import { type Ceremony, type Fence, KEY_PURPOSES } from "@multisite/identity/star";
import type { FactExchange } from "@multisite/kernel/facts/exchange";
import type { AgentPorts } from "../agent/types.ts";

/** Why the data keep the node from serving, as it stands on the board; pure. */
function fenceOfData(reason: string | undefined): readonly Fence[] {
  return reason === undefined ? [] : [{ code: "identity.star.data_not_ready", reason }];
}

/** Keeps this node from serving while it must not: keys, membership and restores first, then the data. */
export function keepFence(
  { fence, ceremony: { disk }, document, replication, log }: AgentPorts,
  ceremony: Pick<Ceremony, "view">,
  exchange: FactExchange,
): void {
  const { name, generation } = document.current();
  const { fence: found } = fence.look({
    view: ceremony.view(),
    onDisk: disk.list(),
    verifiable: new Set(KEY_PURPOSES.flatMap((purpose) => [...(disk.rendered(purpose) ?? [])])),
    heardFrom: exchange.heardFrom(),
    marks: { document: { epoch: name, number: generation } },
    others: fenceOfData(replication.fence()),
  });
  // What it may have promised as a former self it does not know.
  if (found?.code === "identity.star.restored") replication.markRestored?.();
  void fence
    .rejoin(exchange)
    .catch((thrown: unknown) => log.warn({ err: thrown }, "asking the others failed; it is tried again"));
}
