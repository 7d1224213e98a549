import {
  durationText,
  type KeysChange,
  type KeysPlan,
  planChange,
  planKeys,
  type RotationSettings,
} from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { showDocument } from "../../output/index.ts";
import { type Column, renderTable } from "../../output/table.ts";
import { type OutputOptions, outputOption } from "../options.ts";
import { durationOption, readSettings, type SettingFlags, settingOptions } from "./settings.ts";

const NOTES = `
Says whether a valid token can ever meet a site without its key. Two things must hold: staged keys
outlast the slowest site, and keys outlast the tokens that they signed. In a star, keys leave when
no token needs them, so KEYS NEEDED is what will be there; a stock Keystone prunes to its
max_active_keys (--keys), which must be as many.

With --change-to, also whether the change is safe at once on a live star; if not it is refused,
and the safe order of steps is shown. --in-force: how long the present settings have been in force
in every site (settled when not given). --silent: how long any site has not been heard of.

Durations: 90s, 10min, 1h, 7d, 500ms. Exit code 1: unsafe, or refused.

Examples:
  multisite keys plan --star star.yaml
  multisite keys plan --star star.yaml --change-to new.yaml --in-force 3d
  multisite keys plan --expiration 24h --window 0s --period 6h --staged 1 --late 1h --keys 6
`;

interface PlanFlags extends SettingFlags, OutputOptions {
  readonly changeTo?: string;
  readonly inForce?: number;
  readonly silent?: number;
}

/** `multisite keys plan`. */
export function planCommand({ terminal }: CommandContext): Command {
  const command = new Command("plan").description("say how many keys a rotation takes and how much slack there is");
  for (const option of settingOptions()) command.addOption(option);
  return command
    .option("--change-to <file>", "also: may the settings be changed to those of this document?")
    .addOption(durationOption("--in-force <duration>", "the present settings have been in force for so long"))
    .addOption(durationOption("--silent <duration>", "the longest that a site has not been heard of"))
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (flags: PlanFlags) => {
      const before = readSettings(flags);
      if (before.keys !== undefined && before.keys <= before.stagedKeys) {
        throw usageError(`--keys ${before.keys} leaves no key to sign with beside ${before.stagedKeys} staged; see --staged.`);
      }
      const after = flags.changeTo === undefined ? undefined : readSettings(targetFlags(flags), flags.changeTo);
      const change = after && planChange(before, after, liveOf(flags));
      const settings = after ?? before;
      const plan = planKeys(settings);
      if (flags.output === "table") {
        terminal.write(renderTable(PLAN_COLUMNS, planRows(settings, plan), { color: terminal.isScreen }));
        if (change !== undefined)
          terminal.write(`\n${renderTable(STEP_COLUMNS, stepRows(change), { color: terminal.isScreen })}`);
      } else showDocument(terminal, flags.output, { settings, plan, ...(change === undefined ? {} : { change }) });
      refuse(plan, change);
    });
}

/** A number of keys, and what sites are late by, are no settings of a document: they hold for both. */
function targetFlags({ late, keys }: PlanFlags): SettingFlags {
  return { ...(late === undefined ? {} : { late }), ...(keys === undefined ? {} : { keys }) };
}

function liveOf({ inForce = Infinity, silent = 0 }: PlanFlags) {
  return { inForceSeconds: inForce, longestSilenceSeconds: silent };
}

interface PlanRow {
  readonly what: string;
  readonly value: string;
  readonly meaning: string;
  readonly isWrong?: boolean;
}

const PLAN_COLUMNS: readonly Column<PlanRow>[] = [
  { heading: "what", cell: ({ what }) => what },
  {
    heading: "value",
    cell: ({ value }) => value,
    style: ({ isWrong }) => (isWrong === undefined ? undefined : isWrong ? "red" : "green"),
  },
  { heading: "meaning", cell: ({ meaning }) => meaning },
];

function planRows(settings: RotationSettings, plan: KeysPlan): readonly PlanRow[] {
  const kept = settings.keys ?? plan.keysNeeded;
  return [
    {
      what: "verdict",
      value: plan.isSafe ? "safe" : "unsafe",
      meaning: "can a valid token meet a site without its key?",
      isWrong: !plan.isSafe,
    },
    {
      what: "keys needed",
      value: String(plan.keysNeeded),
      meaning: "staged, signing and old ones, when the slowest site is as late as told below",
    },
    {
      what: "keys kept",
      value: String(kept),
      meaning: settings.keys === undefined ? "as many as are needed" : "max_active_keys",
    },
    { what: "validity needed", value: durationText(plan.neededValiditySeconds), meaning: "token life and allow-expired window" },
    {
      what: "validity guaranteed",
      value: durationText(plan.guaranteedValiditySeconds),
      meaning: "so long after its issue the key of a token is still everywhere",
    },
    {
      what: "slack",
      value: durationText(plan.validitySlackSeconds),
      meaning: "guaranteed less needed",
      isWrong: plan.validitySlackSeconds < 0,
    },
    { what: "slowest site", value: durationText(settings.lateSeconds), meaning: "has new keys so long after a rotation" },
    {
      what: "staging slack",
      value: durationText(plan.stagingSlackSeconds),
      meaning: "so much later it may have them",
      isWrong: plan.stagingSlackSeconds < 0,
    },
    {
      what: "isolation",
      value: durationText(plan.isolationSeconds),
      meaning: "a site may be cut off for so long and stays compatible",
    },
  ];
}

const STEP_COLUMNS: readonly Column<{ readonly step: string; readonly text: string }>[] = [
  { heading: "step", cell: ({ step }) => step },
  { heading: "to do", cell: ({ text }) => text },
];

function stepRows({ verdict, steps }: KeysChange) {
  if (verdict === "none") return [{ step: "", text: "Nothing: the settings are the same." }];
  return steps.map(({ text }, index) => ({ step: String(index + 1), text }));
}

/** After the numbers have been shown. */
function refuse(plan: KeysPlan, change: KeysChange | undefined): void {
  const list = (lines: readonly string[]): string => lines.map((line) => `\n  ${line}`).join("");
  if (!plan.isSafe) {
    throw new MultisiteError("cli.keys.unsafe", `These settings are unsafe:${list(plan.reasons.map(({ message }) => message))}`);
  }
  if (change?.verdict === "refused" || change?.verdict === "in-steps") {
    const how =
      change.verdict === "refused"
        ? "The change is refused"
        : "Done at once, the change would cost valid tokens, so it is refused";
    throw new MultisiteError("cli.keys.change_refused", `${how}:${list(change.reasons)}`);
  }
}
