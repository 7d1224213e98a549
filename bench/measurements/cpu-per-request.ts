import { type Load, type LoadResult, sendLoad } from "../load/http-load.ts";
import type { BenchServer } from "../servers/child.ts";

export interface CpuMeasurement extends LoadResult {
  /** Processor time of the server alone, so that a busy machine does not show. */
  readonly cpuMicrosecondsPerRequest: number;
}

/** Sends a load and attributes the server's processor time to it. */
export async function measureCpu(server: BenchServer, load: Omit<Load, "port">, expectedStatus = "200"): Promise<CpuMeasurement> {
  const before = await server.cpuMicroseconds();
  const result = await sendLoad({ ...load, port: server.port });
  const spent = (await server.cpuMicroseconds()) - before;
  const unexpected = Object.keys(result.statuses).filter((status) => status !== expectedStatus);
  if (unexpected.length > 0) throw new Error(`answers were ${JSON.stringify(result.statuses)}, expected ${expectedStatus}`);
  return { ...result, cpuMicrosecondsPerRequest: spent / result.requests };
}
