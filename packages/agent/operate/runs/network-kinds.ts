import type { FactBody } from "@multisite/kernel/facts";
import {
  applyNetworkRun,
  deleteNetworkRun,
  type MoveHands,
  moveFloatingIpRun,
  parseNetwork,
  prepareApply,
  prepareDelete,
  prepareMove,
  prepareUndo,
  undoNetworkRun,
} from "@multisite/network";
import { optionalText, requireText, requireTexts } from "../../admin/fields.ts";
import { requireReason } from "../reason.ts";
import type { RunBody } from "./inputs.ts";
import { type OfferedRun, offer } from "./kinds.ts";
import type { NetworkRunName } from "./types.ts";

/** All runs over stretched networks. Their inputs are found out by asking the sites, before anything is written. */
export function networkRuns(hands: MoveHands): Readonly<Record<NetworkRunName, OfferedRun>> {
  return {
    "network-apply": offer(applyNetworkRun(hands), async (body) =>
      kept(await prepareApply(hands, parseNetwork(requireText(body, "text"), "the document"))),
    ),
    "network-delete": offer(deleteNetworkRun(hands), async (body) =>
      kept(
        await prepareDelete(hands, requireText(body, "name"), body.without === undefined ? [] : requireTexts(body, "without")),
      ),
    ),
    "network-move-floating-ip": offer(moveFloatingIpRun(hands), async (body) =>
      kept(
        await prepareMove(hands, {
          address: requireText(body, "address"),
          to: requireText(body, "to"),
          port: requireText(body, "port"),
          ...overrideOf(body),
        }),
      ),
    ),
    "network-undo": offer(undoNetworkRun(hands), async (body) => kept(await prepareUndo(hands, requireText(body, "name")))),
  };
}

function overrideOf(body: RunBody) {
  const address = optionalText(body, "override");
  if (address === undefined) return {};
  const reason = requireText(body, "reason");
  requireReason(reason);
  return { override: { address, reason } };
}

/** As the journal keeps it: what is undefined is left out. */
function kept(input: object): FactBody {
  return JSON.parse(JSON.stringify(input)) as FactBody;
}
