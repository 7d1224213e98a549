import type { NodeStatus, SeenNode, StarStatus } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { type OutputFormat, showDocument, showRows } from "../../output/index.ts";
import { renderTable } from "../../output/table.ts";
import type { Terminal } from "../../terminal/index.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { nodeColumns } from "./status-columns.ts";

const NOTES = `
The first line says whether the star is healthy, and what to do if not. Then every node as it is
seen from here: what is cut off from this host is not seen, and its own site may well be fine.
Exit code: 0 healthy, 1 not.

Examples:
  multisite star status
  multisite star status --watch            again every two seconds, until Ctrl-C
  multisite star status -o json | jq .verdict
`;

interface StatusFlags extends HomeOptions {
  readonly watch?: boolean;
  readonly own?: boolean;
}

const AGAIN_MS = 2000;

/** `multisite star status`. */
export function statusCommand({ terminal, clock, stop }: CommandContext): Command {
  return new Command("status")
    .description("show every node: role, whom it follows, lag, keys, clock, certificate, alarms")
    .addOption(homeOption())
    .option("-w, --watch", "show it again and again")
    .option("--own", "of this node only, whatever the others do: exit code 0 when it answers")
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ home, watch, own, output }: StatusFlags) => {
      const agent = agentOf({ home });
      if (own) {
        showOwn(terminal, output, (await agent.ask("GET", "/v1/status/own")) as NodeStatus, clock.nowMs());
        return;
      }
      for (;;) {
        const status = (await agent.ask("GET", "/v1/status")) as StarStatus;
        if (output === "table")
          terminal.write(`${watch && terminal.isScreen ? "\u001b[2J\u001b[H" : ""}${picture(terminal, status)}`);
        else showDocument(terminal, output, status);
        if (!watch) {
          if (status.verdict.health !== "healthy") throw notHealthy(status);
          return;
        }
        await clock.sleep(AGAIN_MS, stop);
      }
    });
}

function picture(terminal: Terminal, { star, verdict, askedAt, nodes, atMs }: StarStatus): string {
  const { name, mode, engine, generation } = star;
  const lines = [
    `${verdict.health.toUpperCase()}  ${verdict.line}`,
    ...(verdict.next === undefined ? [] : [`  next: ${verdict.next}`]),
    `star ${name}, mode ${mode}, engine ${engine}, generation ${generation}; seen from ${askedAt.node} at ${askedAt.site}`,
    "",
    renderTable(nodeColumns(atMs), nodes, { color: terminal.isScreen }),
  ];
  const alarms = nodes.flatMap((seen: SeenNode) => seen.status?.alarms.map((alarm) => ({ ...alarm, node: seen.node })) ?? []);
  const listed = alarms.map(
    ({ severity, node, cause, next }) => `${severity.padEnd(8)} ${node}: ${cause}\n         next: ${next}\n`,
  );
  return `${lines.join("\n")}${listed.length === 0 ? "" : `\n${listed.join("")}`}`;
}

function showOwn(terminal: Terminal, output: OutputFormat, status: NodeStatus, nowMs: number): void {
  const { site, node, role } = status;
  showRows<SeenNode>(terminal, output, {
    columns: nodeColumns(nowMs),
    rows: [{ site, node, role, status }],
    document: status,
  });
}

function notHealthy({ star, verdict }: StarStatus): MultisiteError {
  return new MultisiteError("cli.star.not_healthy", `The star ${star.name} is ${verdict.health}: ${verdict.line}`);
}
