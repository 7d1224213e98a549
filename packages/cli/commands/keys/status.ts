import type { KeyExplanation, KeysExplanation, MemberPhase } from "@multisite/identity/star";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";

const NOTES = `
A row for each key, a count for each phase: how many nodes have it so far. keys explain says why
the next phase has not come.

Examples:
  multisite keys status
`;

interface Row {
  readonly purpose: string;
  readonly key: KeyExplanation;
}

const countOf = (phases: readonly MemberPhase[], phase: MemberPhase["phase"]): string => {
  const count = phases.filter((one) => one.phase === phase).length;
  return count === 0 ? "" : String(count);
};

const COLUMNS: readonly Column<Row>[] = [
  { heading: "purpose", cell: ({ purpose }) => purpose },
  { heading: "key", cell: ({ key }) => key.shortId },
  { heading: "generation", cell: ({ key }) => String(key.generation) },
  ...(["absent", "installed", "signing", "renounced", "removed"] as const).map((phase) => ({
    heading: phase,
    cell: ({ key }: Row) => countOf(key.phases, phase),
    style: () => (phase === "signing" ? ("green" as const) : undefined),
  })),
  { heading: "next", cell: ({ key }) => key.next?.phase ?? "" },
  { heading: "waits for", cell: ({ key }) => key.next?.heldUpBy.map(({ member }) => member).join(", ") ?? "" },
];

/** `multisite keys status`. */
export function statusCommand({ terminal }: CommandContext): Command {
  return new Command("status")
    .description("show how far each key is over all nodes")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ home, output }: HomeOptions) => {
      const explanation = (await agentOf({ home }).ask("GET", "/v1/keys")) as KeysExplanation;
      const rows = explanation.purposes.flatMap(({ purpose, keys }) => keys.map((key) => ({ purpose, key })));
      showRows(terminal, output, { columns: COLUMNS, rows, document: explanation });
    });
}
