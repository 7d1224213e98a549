import type { FactBody } from "@multisite/kernel/facts";
import {
  applyNetworkRun,
  deleteNetworkRun,
  type NetworkHands,
  parseNetwork,
  prepareApply,
  prepareDelete,
  prepareUndo,
  undoNetworkRun,
} from "@multisite/network";
import { requireText, requireTexts } from "../../admin/fields.ts";
import { type OfferedRun, offer } from "./kinds.ts";
import type { NetworkRunName } from "./types.ts";

/** All runs over stretched networks. Their inputs are found out by asking the sites, before anything is written. */
export function networkRuns(hands: NetworkHands): Readonly<Record<NetworkRunName, OfferedRun>> {
  return {
    "network-apply": offer(applyNetworkRun(hands), async (body) =>
      kept(await prepareApply(hands, parseNetwork(requireText(body, "text"), "the document"))),
    ),
    "network-delete": offer(deleteNetworkRun(hands), async (body) =>
      kept(
        await prepareDelete(hands, requireText(body, "name"), body.without === undefined ? [] : requireTexts(body, "without")),
      ),
    ),
    "network-undo": offer(undoNetworkRun(hands), async (body) => kept(await prepareUndo(hands, requireText(body, "name")))),
  };
}

/** As the journal keeps it: what is undefined is left out. */
function kept(input: object): FactBody {
  return JSON.parse(JSON.stringify(input)) as FactBody;
}
