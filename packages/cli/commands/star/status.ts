import type { NodeStatus, StarStatus } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import type { Terminal } from "../../terminal/index.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { nodesPicture, type PictureOptions, statusPicture } from "./status-picture.ts";

const NOTES = `
The first line says whether the star is healthy, and what to do if not. Then every node as it is
seen from here: what is cut off from this host is not seen, and its own site may well be fine.
A narrow screen shows the columns that matter most; a pipe gets all. A key is shown as the one that
signs, how many are staged ahead of it, and how many retire: 3f2a9c01 +7 -2.
Exit code: 0 healthy, 1 not.

Examples:
  multisite star status
  multisite star status --watch            again every two seconds, until Ctrl-C
  multisite star status -o json | jq .verdict
`;

interface StatusFlags extends HomeOptions {
  readonly watch?: boolean;
  readonly own?: boolean;
  readonly wide?: boolean;
}

const AGAIN_MS = 2000;

/** `multisite star status`. */
export function statusCommand(context: CommandContext): Command {
  const { terminal, clock, stop } = context;
  return new Command("status")
    .description("show every node: role, whom it follows, lag, keys, clock, certificate, alarms")
    .addOption(homeOption())
    .option("-w, --watch", "show it again and again")
    .option("--own", "of this node only, whatever the others do: exit code 0 when it answers")
    .option("--wide", "all columns, however narrow the screen is")
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (flags: StatusFlags) => {
      const { home, watch, own, wide, output } = flags;
      const agent = agentOf({ home });
      if (own) {
        showOwn(context, flags, (await agent.ask("GET", "/v1/status/own")) as NodeStatus);
        return;
      }
      for (;;) {
        const status = (await agent.ask("GET", "/v1/status")) as StarStatus;
        if (output === "table") {
          const top = watch && terminal.isScreen ? "\u001b[2J\u001b[H" : "";
          terminal.write(`${top}${statusPicture(status, optionsOf(terminal, wide))}`);
        } else showDocument(terminal, output, status);
        if (!watch) {
          if (status.verdict.health !== "healthy") throw notHealthy(status);
          return;
        }
        await clock.sleep(AGAIN_MS, stop);
      }
    });
}

function showOwn({ terminal, clock }: CommandContext, { output, wide }: StatusFlags, status: NodeStatus): void {
  const { site, node, role } = status;
  if (output === "table") terminal.write(nodesPicture([{ site, node, role, status }], clock.nowMs(), optionsOf(terminal, wide)));
  else showDocument(terminal, output, status);
}

function optionsOf({ isScreen, columns }: Terminal, isWide: boolean | undefined): PictureOptions {
  return { color: isScreen, columns: isWide ? undefined : columns };
}

function notHealthy({ star, verdict }: StarStatus): MultisiteError {
  return new MultisiteError("cli.star.not_healthy", `The star ${star.name} is ${verdict.health}: ${verdict.line}`);
}
