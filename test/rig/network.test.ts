import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { starPackages } from "../../rig/debian/packages.ts";
import { createNetwork, type Network } from "../../rig/network/index.ts";
import { describeReal } from "../support/describe-real.ts";

/** A server in a site, asked from another one; `undefined` when no answer comes. */
async function ask(network: Network, from: string, to: string): Promise<string | undefined> {
  const script = `fetch("http://${network.address(to, 1)}:8080", { signal: AbortSignal.timeout(700) })
    .then((answer) => answer.text()).then(console.log, () => process.exit(1))`;
  const { code, stdout } = await network.run(from, process.execPath, ["-e", script]);
  return code === 0 ? stdout.trim() : undefined;
}

describeReal("sites as network namespaces", starPackages, () => {
  test("hear each other, but for those whose link is cut, in one direction or both", { timeout: 60_000 }, async () => {
    const network = await createNetwork(["a", "b", "c"]);
    try {
      for (const site of network.sites) {
        const script = `require("node:http").createServer((_, answer) => answer.end("${site}")).listen(8080, "${network.address(site, 1)}")`;
        network.start(site, { name: site, command: process.execPath, args: ["-e", script], logFile: "/dev/null" });
      }
      await expect
        .poll(() => fetch(`http://${network.address("c", 1)}:8080`).then((one) => one.text()), { timeout: 10_000 })
        .toBe("c");
      await expect.poll(() => ask(network, "a", "b"), { timeout: 10_000 }).toBe("b");
      await network.cut("a", "b");
      expect(await ask(network, "a", "b")).toBeUndefined();
      expect(await ask(network, "b", "a")).toBeUndefined();
      expect(await ask(network, "a", "c")).toBe("c");
      await network.heal("a", "b");
      expect(await ask(network, "a", "b")).toBe("b");
      // The question arrives and the answer does not.
      await network.cut("b", "a", { oneWay: true });
      expect(await ask(network, "a", "b")).toBeUndefined();
      await network.healAll();
      await network.isolate("c");
      expect(await ask(network, "c", "a")).toBeUndefined();
      expect(await ask(network, "a", "b")).toBe("b");
      await network.healAll();
      expect(await ask(network, "c", "b")).toBe("b");
    } finally {
      await network.remove();
    }
  });

  test("what a killed run left behind is removed by the next one", { timeout: 60_000 }, async () => {
    const script = `const { createNetwork } = await import(${JSON.stringify(new URL("../../rig/network/index.ts", import.meta.url).href)});
      await createNetwork(["left"]); process.kill(process.pid, "SIGKILL");`;
    const { pid } = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    const left = (): string[] => readdirSync("/run/netns").filter((name) => name.startsWith(`multisite-${pid}-`));
    expect(left()).toHaveLength(1);
    const network = await createNetwork(["next"]);
    await network.remove();
    expect(left()).toEqual([]);
  });
});
