import type { OptionGroup } from "../../packages/kernel/config/index.ts";
import { markdownTable } from "./markdown.ts";

/** A section with a table for each group of options. */
export function optionTables(optionGroups: Readonly<Record<string, OptionGroup>>): string {
  const groups = Object.entries(optionGroups).sort(([left], [right]) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1));
  const sections = groups.map(([group, options]) => {
    const rows = Object.entries(options).map(([name, option]) => [
      `\`${name}\``,
      option.type,
      shown(option.default),
      option.help,
    ]);
    return `\n## ${group}\n\n${markdownTable(["Option", "Type", "Default", "Meaning"], rows)}\n`;
  });
  return sections.join("");
}

function shown(value: unknown): string {
  return value === undefined ? "unset" : `\`${JSON.stringify(value)}\``;
}
