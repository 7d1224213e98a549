import { execFile } from "node:child_process";
import type { PingOutput } from "@multisite/network";

/** IPv4 and ICMP around what ping sends. */
const HEADER_BYTES = 28;
const ENDS_MS = 10_000;

/** Three times, for a lost one; `packetBytes`: of that size, which nobody on the way may split. */
export function runPing(vtep: string, packetBytes?: number): Promise<PingOutput> {
  const size = packetBytes === undefined ? [] : ["-M", "do", "-s", String(packetBytes - HEADER_BYTES)];
  const args = ["-n", "-c", "3", "-i", "0.3", "-W", "1", ...size, vtep];
  return new Promise((done) => {
    execFile("ping", args, { env: { ...process.env, LC_ALL: "C" }, timeout: ENDS_MS }, (failed, stdout, stderr) => {
      const text = `${stderr}${stdout}`;
      if (failed === null) done({ exitCode: 0, text });
      else if (typeof failed.code === "number") done({ exitCode: failed.code, text });
      else done({ exitCode: null, text: failed.code === "ENOENT" ? "" : failed.message });
    });
  });
}
