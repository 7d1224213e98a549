/** What a process that tries endpoints is told, as JSON in its only argument. */
export interface ProbeRequest {
  readonly vteps: readonly string[];
  readonly port: number;
  readonly packetBytes: number | null;
}
