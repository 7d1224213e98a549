/** Ethernet, VXLAN, UDP and IPv4 around a machine's packet. */
const VXLAN_OVERHEAD_BYTES = 50;

/** Between hosts, of a packet that fills the network's MTU. */
export function packetBytesOf(mtu: number): number {
  return mtu + VXLAN_OVERHEAD_BYTES;
}
