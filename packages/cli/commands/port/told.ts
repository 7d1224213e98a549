import type { ManualPortHere } from "@multisite/network";
import { type OutputFormat, showDocument } from "../../output/index.ts";
import type { Terminal } from "../../terminal/index.ts";

interface Told extends ManualPortHere {
  readonly dryRun: boolean;
  readonly what: "made" | "changed" | "deleted";
}

/** Says what was done with a manual port, and in which sites. */
export function told(terminal: Terminal, output: OutputFormat, { port, sites, dryRun, what }: Told): void {
  if (output !== "table") {
    showDocument(terminal, output, { port, sites, isDone: !dryRun });
    return;
  }
  const where = `manual/${port.id} (${port.name}) in ${sites.join(", ")}`;
  if (dryRun) terminal.write(`Nothing stands against it: ${where} would be ${what}.\nNothing was done (--dry-run).\n`);
  else if (what === "deleted") terminal.write(`Deleted ${where}. The connectors take it away now.\n`);
  else terminal.write(`It is ${what}: ${where}. The connectors realize it now.\nSee it: multisite port show ${port.id}\n`);
}
