import type { ManualPortHere } from "@multisite/network";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { agentOf } from "../agent-of.ts";
import { dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";
import { again } from "./again.ts";
import { told } from "./told.ts";

const NOTES = `
For a port in a cloud without a connector, or what is behind an L2 gateway. All sites are asked
first: a MAC or address that a port of any site has, an address outside of the CIDR or in a site's
pool, and an endpoint that is a host of the site itself are refused, and nothing is written then.
The other end must send to the sites by itself. Give the command on the host of a master.

Examples:
  multisite port create firewall --network hss-backup --mac 52:54:00:12:34:56 \\
    --address 10.50.0.250 --vtep 198.51.100.7 --dry-run
  multisite port create old-db --network hss-backup --mac 52:54:00:aa:00:01 --address 10.50.0.251 \\
    --vtep 198.51.100.8 --in east --pair 10.50.0.240
`;

interface CreateFlags extends HomeOptions {
  readonly network: string;
  readonly mac: string;
  readonly address: readonly string[];
  readonly vtep: string;
  readonly in: readonly string[];
  readonly pair: readonly string[];
  readonly dryRun: boolean;
}

/** `multisite port create`. */
export function createCommand({ terminal }: CommandContext): Command {
  return new Command("create")
    .description("make a remote port for a port that is in no site with a connector")
    .argument("<name>", "its name in the sites' Neutrons")
    .requiredOption("--network <name>", "a network of type overlay")
    .requiredOption("--mac <mac>", "of the port")
    .requiredOption("--address <ipv4>", "of the port; can be given again", again, [])
    .requiredOption("--vtep <ipv4>", "where frames for it go: its host, or an L2 gateway")
    .option("--in <site>", "a site that is to have it; can be given again (default: all of the network)", again, [])
    .option("--pair <address>", "ADDRESS or ADDRESS=MAC that it may send from too; can be given again", again, [])
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (name: string, { home, output, address, in: sites, pair: pairs, ...rest }: CreateFlags) => {
      const { network, mac, vtep, dryRun } = rest;
      const body = { name, network, mac, addresses: address, vtep, sites, pairs, dryRun };
      const made = (await agentOf({ home }).ask("POST", "/v1/ports", body)) as ManualPortHere;
      told(terminal, output, { ...made, dryRun, what: "made" });
    });
}
