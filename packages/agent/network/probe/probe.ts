import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { messageOf } from "@multisite/kernel/errors";
import { judgeTunnel, type ProbeTunnels, type TunnelEvidence } from "@multisite/network";
import type { ProbeRequest } from "./request.ts";

const VXLAN_PORT = 4789;
const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const START_MS = 20_000;
/** What ping takes at most for one that does not answer. */
const EACH_MS = 500;

/**
 * Tries tunnel endpoints from this host; `through` begins the command where they are reached from elsewhere on it: `ip vrf exec tunnels`. An
 * answer is always given: what could not be tried is not known.
 */
export function createTunnelProbe(through: readonly string[], port = VXLAN_PORT): ProbeTunnels {
  return async (vteps, packetBytes) => {
    if (vteps.length === 0) return [];
    const request: ProbeRequest = { vteps, port, packetBytes };
    const [command = process.execPath, ...args] = [...through, process.execPath, MAIN, JSON.stringify(request)];
    const options = { timeout: START_MS + vteps.length * EACH_MS, maxBuffer: 64 * 2 ** 20 };
    try {
      const { stdout } = await promisify(execFile)(command, args, options);
      return (JSON.parse(stdout) as readonly TunnelEvidence[]).map((evidence) => judgeTunnel(evidence, packetBytes));
    } catch (thrown) {
      const why = `its agent's node cannot try it (${messageOf(thrown).split("\n")[0]?.slice(0, 200)})`;
      return vteps.map((vtep) => ({ vtep, state: "unknown", why }));
    }
  };
}
