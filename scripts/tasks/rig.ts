// `npm run rig [up | down | status | shell | cut | heal | boot | destroy]`: real Neutron sites on this machine, which stay up.
import { down } from "../../rig/operate/down.ts";
import { help } from "../../rig/operate/help.ts";
import { order, readOrder } from "../../rig/operate/order.ts";
import { shell } from "../../rig/operate/shell.ts";
import { status } from "../../rig/operate/status.ts";
import { up } from "../../rig/operate/up.ts";

const [command, ...rest] = process.argv.slice(2);
process.exitCode = await choose();

function choose(): number | Promise<number> {
  if (command === undefined || command === "help" || process.argv.slice(2, 4).includes("--help")) {
    process.stdout.write(help);
    return 0;
  }
  if (command === "up" && !rest.some((one) => one.startsWith("-"))) return up(rest);
  if (command === "down" && rest.length === 0) return down();
  if (command === "status" && rest.every((one) => one === "--json")) return status({ json: rest.length > 0 });
  if (command === "shell") return shell(rest[0], rest[1] === "--" ? rest.slice(2) : rest.slice(1));
  const wanted = readOrder(process.argv.slice(2));
  if (wanted !== undefined) return order(wanted);
  console.error(`\`${[command, ...rest].join(" ")}\` is not understood: \`npm run rig -- --help\` says what there is.`);
  return 2;
}
