import type { InvitationToNode } from "@multisite/agent";
import { Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";

const NOTES = `
Prints one word that lets one host join once, as the node that it names. Whoever has it can join:
carry it over a way that you trust. Give the command where the star began (its certificate
authority is there). The node must be in the document that is in use (multisite star apply).

Examples:
  multisite site invite north-1
  multisite site invite north-1 --hours 2 -o json | jq -r .token
`;

interface InviteFlags extends HomeOptions {
  readonly hours: number;
}

const MOST_HOURS = 24 * 30;

/** `multisite site invite`. */
export function inviteCommand({ terminal }: CommandContext): Command {
  return new Command("invite")
    .description("invite one node of the document to join")
    .argument("<node>", "its name in the star's document")
    .addOption(homeOption())
    .option("--hours <number>", "how long the invitation is good", readHours, 24)
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (node: string, { hours, output, home }: InviteFlags) => {
      const invitation = (await agentOf({ home }).ask("POST", "/v1/invitations", { node, hours })) as InvitationToNode;
      if (output !== "table") showDocument(terminal, output, invitation);
      else terminal.write(`On the host of ${node} at ${invitation.site}, within ${hours} h:\n\n${command(invitation.token)}\n`);
    });
}

const command = (token: string): string => `  multisite site join --home /var/lib/multisite \\\n    ${token}\n`;

function readHours(text: string): number {
  const hours = Number(text);
  if (hours > 0 && hours <= MOST_HOURS) return hours;
  throw new InvalidArgumentError(`It must be a number of hours, ${MOST_HOURS} at most.`);
}
