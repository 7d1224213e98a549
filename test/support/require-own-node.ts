import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Called by hand, vitest takes the machine's own Node, which may be too old: start it again on the project's Node 24. */
export function requireOwnNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= 24) return;
  const node = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url));
  const again = spawnSync(node, process.argv.slice(1), { stdio: "inherit" });
  process.exit(again.status ?? 1);
}
