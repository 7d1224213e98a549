import { MultisiteError } from "@multisite/kernel/errors";

/** One `key = value` of a file. */
export interface Assignment {
  readonly group: string;
  readonly option: string;
  readonly value: string;
  /** Number of the line on which it begins. */
  readonly line: number;
}

/**
 * Reads an ini file as oslo.config does (oslo_config/iniparser.py): a line that begins with a blank continues the value before
 * it, quotes around a whole value are taken off, and what stands before the first section is `DEFAULT`.
 *
 * @throws MultisiteError `identity.import.invalid`, naming the line
 */
export function parseIni(text: string, file: string): readonly Assignment[] {
  const assignments: Assignment[] = [];
  let group = "DEFAULT";
  let open: { option: string; parts: string[]; line: number } | undefined;

  const flush = (): void => {
    if (open) assignments.push({ group, option: open.option, value: open.parts.join("\n"), line: open.line });
    open = undefined;
  };

  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trimEnd();
    const invalid = (problem: string): MultisiteError =>
      new MultisiteError("identity.import.invalid", `${file}:${index + 1}: ${problem}.`);
    if (line === "") {
      flush();
    } else if (/^[ \t]/.test(line)) {
      if (!open) throw invalid("a line that begins with a blank continues a value, but there is none before it");
      open.parts.push(line.trimStart());
    } else {
      flush();
      if (line.startsWith("[")) group = sectionName(line, invalid);
      else if (!/^[#;]/.test(line)) open = { ...splitAssignment(line, invalid), line: index + 1 };
    }
  }
  flush();
  return assignments;
}

function sectionName(line: string, invalid: (problem: string) => MultisiteError): string {
  const name = /^\[(.+)\]$/.exec(line)?.[1];
  if (name === undefined) throw invalid("a section is written as [name]");
  return name;
}

function splitAssignment(line: string, invalid: (problem: string) => MultisiteError): { option: string; parts: string[] } {
  const match = /^([^=:]*)[=:](.*)$/.exec(line);
  if (!match) throw invalid("there is no = or : in it");
  const option = (match[1] as string).trim().replaceAll("-", "_");
  if (option === "") throw invalid("there is no name before the =");
  return { option, parts: [unquote((match[2] as string).trim())] };
}

function unquote(value: string): string {
  return value.length > 1 && /^["']/.test(value) && value.at(-1) === value[0] ? value.slice(1, -1) : value;
}
