import { giveOrder } from "./orders.ts";
import { readState, socketFile } from "./state.ts";

/** Cuts a site off from all others, or joins it to them again: tunnels, links of agents, the operator's own switches. */
export async function setWan(order: "cut" | "heal", name: string | undefined): Promise<number> {
  const names = readState()?.sites.map((site) => site.name) ?? [];
  if (names.length === 0) {
    console.error("No sites are up: `npm run rig up` starts them.");
    return 1;
  }
  if (name === undefined || !names.includes(name)) {
    console.error(`Which site? There are ${names.join(", ")}.`);
    return 1;
  }
  await giveOrder(socketFile, { order, site: name });
  console.error(
    order === "cut"
      ? `${name} reaches no other site, and none reaches it, until \`npm run rig heal ${name}\`. Inside of it all goes on.`
      : `${name} is joined again to all sites that are not cut off themselves.`,
  );
  return 0;
}
