import type { CarriedOut } from "@multisite/agent";
import type { OutputFormat } from "../output/index.ts";
import { showDocument } from "../output/index.ts";
import type { Terminal } from "../terminal/index.ts";

/** Shows what an operator's act breaks, and whether it was done. */
export function showCarriedOut(terminal: Terminal, output: OutputFormat, result: CarriedOut, next: string): void {
  if (output !== "table") {
    showDocument(terminal, output, result);
    return;
  }
  const lines = result.consequences.map((line) => `- ${line}`);
  if (result.notWaitedFor.length > 0) {
    lines.push(`- Not waited for any longer: ${result.notWaitedFor.join(", ")}. They follow when they can be reached.`);
  }
  lines.push(result.isDone ? `Done. ${next}` : "Nothing was done (--dry-run).");
  terminal.write(`${lines.join("\n")}\n`);
}
