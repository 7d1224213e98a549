import type { AddressPair } from "@multisite/openstack/network";

/** A remote port that a command made: for a port in a cloud without a connector, or for what is behind an L2 gateway (H8, H11). */
export interface ManualPort {
  /** The same in all sites that have it. */
  readonly id: string;
  readonly name: string;
  /** Of a document. */
  readonly network: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** Where frames for it go: a host, or an L2 gateway that stands in for it. */
  readonly vtep: string;
  readonly pairs: readonly AddressPair[];
}
