import { giveOrder, type Order } from "./orders.ts";
import { readState, socketFile } from "./state.ts";

/** Lets the supervisor of the sites that are up do something, and shows what it says; 1 when it could not. */
export async function order(wanted: Order): Promise<number> {
  if ((readState()?.sites ?? []).length === 0) {
    console.error("No sites are up: `npm run rig up` starts them.");
    return 1;
  }
  try {
    console.log(await giveOrder(socketFile, wanted));
    return 0;
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
    return 1;
  }
}

/** The order that a command line means; undefined when it means none. */
export function readOrder([command, ...words]: readonly string[]): Order | undefined {
  const [first, second, third] = words;
  if (first === undefined) return undefined;
  if ((command === "cut" || command === "heal") && words.length === 1) return { order: command, site: first };
  if (command === "boot" && second !== undefined && words.length <= 3) {
    return { order: command, host: first, network: second, ...(third === undefined ? {} : { address: third }) };
  }
  if (command === "destroy" && words.length === 1) return { order: command, machine: first };
  return undefined;
}
