/** A table of Markdown; bars in cells are escaped. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The first lines of every generated page. */
export function pageHead(title: string, intro: string): string {
  return `# ${title}\n\n<!-- Made by \`npm run docs\`; do not edit. -->\n\n${intro}\n`;
}
