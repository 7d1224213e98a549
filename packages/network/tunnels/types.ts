/**
 * How a site finds a tunnel endpoint of another one. `reached`: an answer came back. `refused`: its host answers that nothing takes VXLAN
 * there, or a firewall says so in its place. `narrow`: small packets pass, and those of the network do not. `unknown`: it was not tried, or
 * what was seen proves nothing.
 */
export type TunnelState = "reached" | "refused" | "narrow" | "unreached" | "unknown";

export interface TunnelProbe {
  readonly vtep: string;
  readonly state: TunnelState;
  /** What was seen; a clause. */
  readonly why: string;
}

/** What a program `ping` gave back; null: it was not asked. */
export interface PingOutput {
  /** Null: it could not be started. */
  readonly exitCode: number | null;
  readonly text: string;
}

/** What one try brought, as the system gave it. */
export interface TunnelEvidence {
  readonly vtep: string;
  /** Error of a connected UDP socket to port 4789 after some datagrams; null: there was none, as with most endpoints that work. */
  readonly udp: string | null;
  readonly small: PingOutput;
  /** Of `packetBytes`, which nobody on the way may split; null: the size is not known. */
  readonly wide: PingOutput | null;
}

/** Tries endpoints from the node of a site's agent; nothing of it is seen by machines. */
export type ProbeTunnels = (vteps: readonly string[], packetBytes: number | null) => Promise<readonly TunnelProbe[]>;
