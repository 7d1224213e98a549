import { networkError } from "../../../errors.ts";
import { type AddressMove, moveText } from "../../../floating-ips/index.ts";
import { promise } from "../../kept-moves.ts";
import type { SiteWorld } from "../types.ts";

/**
 * Has the upstream router or switch keep other sites' answers for an address away.
 *
 * @throws MultisiteError `network.site.superseded`, `network.site.fence`
 */
export async function fenceFloatingIp(
  { site, cloud, moves }: SiteWorld,
  move: AddressMove,
  from: readonly string[],
): Promise<void> {
  promise(site, moves, move);
  if (moves.get(move.address)?.isFenced === true) return;
  if (cloud.fence === undefined) throw networkError("site.fence", `The agent of ${site} has no fence in its group network.`);
  await cloud.fence({ address: move.address, from, to: move.to, move: moveText(move) });
  moves.put({ ...(moves.get(move.address) ?? move), isFenced: true });
}
