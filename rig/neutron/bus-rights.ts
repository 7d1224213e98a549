import { readFileSync } from "node:fs";

/** What docs/operate/networks.md tells an operator to give the agent's user at RabbitMQ: configure, write, read. */
export function busRightsOfThePage(): readonly [string, string, string] {
  const page = readFileSync(new URL("../../docs/operate/networks.md", import.meta.url), "utf8");
  const [, configure, write, read] = /set_permissions -p \/ multisite '(.+)' '(.+)' '(.+)'/.exec(page) ?? [];
  if (configure === undefined || write === undefined || read === undefined) throw new Error("The page tells no permissions.");
  return [configure, write, read];
}
