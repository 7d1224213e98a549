import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../testing/index.ts";
import { readAgentFile } from "./agent-file.ts";

function read(network: object) {
  const file = join(temporaryDirectory(), "agent.yaml");
  writeFileSync(file, JSON.stringify({ network: { cloud: "east", transport_url: "rabbit://u:p@10.1.0.5/", ...network } }));
  return readAgentFile(file);
}

test("tunnel endpoints are tried from the node itself, from where a command leads to, or not at all, as the operator says", () => {
  expect(read({}).cloud?.tunnelProbe).toEqual([]);
  expect(read({ tunnel_probe_through: "ip vrf exec  tunnels" }).cloud?.tunnelProbe).toEqual(["ip", "vrf", "exec", "tunnels"]);
  expect(read({ tunnel_probe: "none" }).cloud?.tunnelProbe).toBe("none");
  expect(() => read({ tunnel_probe: "never" })).toThrow(/network\.tunnel_probe must be/);
});
