import { nearest, type OptionGroup } from "@multisite/kernel/config";
import { messageOf } from "@multisite/kernel/errors";
import { isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";

/** A file's settings, and everything that is wrong with them as `FILE:LINE: what`. */
export interface YamlSettings {
  readonly document: Readonly<Record<string, Record<string, unknown>>>;
  readonly problems: readonly string[];
}

/** Reads settings and checks names and values against the options that there are. */
export function readYamlSettings(text: string, file: string, groups: Readonly<Record<string, OptionGroup>>): YamlSettings {
  const lineCounter = new LineCounter();
  const parsed = parseDocument(text, { lineCounter, prettyErrors: false });
  const lineOf = (offset: number | undefined): string => `${file}:${lineCounter.linePos(offset ?? 0).line}`;
  const problems = parsed.errors.map((error) => `${lineOf(error.pos[0])}: this is not YAML: ${error.message}`);
  const document: Record<string, Record<string, unknown>> = {};
  if (problems.length > 0 || parsed.contents === null) return { document, problems };

  const report = (pair: Pair, problem: string): void => void problems.push(`${lineOf(offsetOf(pair))}: ${problem}`);
  const pairsOf = (map: YAMLMap): [string, Pair][] =>
    map.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair]);

  if (!isMap(parsed.contents)) return { document, problems: [`${lineOf(0)}: settings are written as GROUP: {OPTION: VALUE}`] };
  for (const [groupName, pair] of pairsOf(parsed.contents)) {
    const group = Object.hasOwn(groups, groupName) ? groups[groupName] : undefined;
    if (!group) report(pair, `there is no group ${groupName}${nearest(groupName, Object.keys(groups))}`);
    else if (isMap(pair.value)) {
      const values: Record<string, unknown> = {};
      for (const [name, inner] of pairsOf(pair.value)) {
        const raw = (inner.value as { toJSON?: () => unknown } | null)?.toJSON?.() ?? null;
        const problem = problemOf(group, groupName, name, raw);
        if (problem === undefined) values[name] = raw;
        else report(inner, problem);
      }
      document[groupName] = values;
    } else if (!isScalar(pair.value) || pair.value.value !== null)
      report(pair, `${groupName} must hold options: ${groupName}: {OPTION: VALUE}`);
  }
  return { document, problems };
}

function problemOf(group: OptionGroup, groupName: string, name: string, raw: unknown): string | undefined {
  const option = Object.hasOwn(group, name) ? group[name] : undefined;
  if (!option) return `there is no option ${groupName}.${name}${nearest(name, Object.keys(group))}`;
  try {
    option.read(raw);
    return undefined;
  } catch (thrown) {
    return `${groupName}.${name} must be ${messageOf(thrown)}`;
  }
}

function offsetOf({ key }: Pair): number | undefined {
  return (key as { range?: readonly number[] | null } | null)?.range?.[0];
}
