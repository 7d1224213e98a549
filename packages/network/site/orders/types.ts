import type { Clock } from "@multisite/kernel/clock";
import type { Connector } from "../../connector/index.ts";
import type { ManualPorts } from "../../manual-ports/index.ts";
import type { MemberFollower } from "../../members/index.ts";
import type { KeptNetworks } from "../kept.ts";
import type { KeptMoves } from "../kept-moves.ts";
import type { TunnelWatch } from "../tunnel-watch.ts";
import type { SiteCloud } from "../types.ts";

/** What the orders to a site work with. */
export interface SiteWorld {
  readonly site: string;
  readonly node: string;
  readonly cloud: SiteCloud;
  readonly kept: KeptNetworks;
  readonly manual: ManualPorts;
  readonly moves: KeptMoves;
  readonly connector: Pick<Connector, "look" | "wake" | "allowRemovals">;
  readonly tunnels: Pick<TunnelWatch, "looks">;
  readonly members: Pick<MemberFollower, "elsewhere" | "list" | "refused">;
  readonly clock: Clock;
}
