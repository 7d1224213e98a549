export { judgeTunnel } from "./judge.ts";
export { packetBytesOf } from "./packet-bytes.ts";
export type { PingOutput, ProbeTunnels, TunnelEvidence, TunnelProbe, TunnelState } from "./types.ts";
export { isDoubted, isFailing, noteTried, type TriedTunnel, tunnelAlarms } from "./watch.ts";
