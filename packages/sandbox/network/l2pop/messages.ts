/** `fdb_entries` of a message: the ports of each network behind each tunnel endpoint, as [MAC, address]. */
export interface FdbNetwork {
  readonly segment_id: number;
  readonly network_type: string;
  readonly ports: Readonly<Record<string, readonly (readonly [mac: string, address: string])[]>>;
}

/** What the server says to its agents (neutron/plugins/ml2/drivers/l2pop/rpc.py). */
export type L2popMessage =
  | {
      readonly method: "add_fdb_entries" | "remove_fdb_entries";
      readonly args: { readonly fdb_entries: Readonly<Record<string, FdbNetwork>> };
    }
  | { readonly method: "update_fdb_entries"; readonly args: { readonly fdb_entries: { readonly chg_ip: ChangedAddresses } } };

/** By network and endpoint. */
export type ChangedAddresses = Readonly<
  Record<string, Readonly<Record<string, { readonly before: readonly Entry[]; readonly after: readonly Entry[] }>>>
>;

type Entry = readonly [mac: string, address: string];

/** The entry that makes an endpoint be flooded to. */
export const FLOOD: Entry = ["00:00:00:00:00:00", "0.0.0.0"];
