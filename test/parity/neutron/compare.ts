import type { NormalAnswer } from "./types.ts";

/** What differs between two rows of answers, by the request's name. Nothing: they are the same. */
export function compareAnswers(
  there: Readonly<Record<string, NormalAnswer>>,
  here: Readonly<Record<string, NormalAnswer>>,
): Readonly<Record<string, readonly string[]>> {
  const titles = [...new Set([...Object.keys(there), ...Object.keys(here)])];
  const found = titles.map((title) => [title, compareAnswer(there[title], here[title])] as const);
  return Object.fromEntries(found.filter(([, differences]) => differences.length > 0));
}

function compareAnswer(there: NormalAnswer | undefined, here: NormalAnswer | undefined): readonly string[] {
  if (there === undefined) return ["only here"];
  if (here === undefined) return ["only there"];
  if (there.status !== here.status)
    return [`status ${there.status} there, ${here.status} here: ${JSON.stringify([there.body, here.body])}`];
  return compareValues(there.body, here.body, "body");
}

/** Where two values differ in keys, types or contents. */
function compareValues(there: unknown, here: unknown, path: string): readonly string[] {
  if (Array.isArray(there) && Array.isArray(here)) {
    if (there.length !== here.length)
      return [`${path}: ${there.length} items there, ${here.length} here: ${JSON.stringify([there, here])}`];
    return there.flatMap((item, index) => compareValues(item, here[index], `${path}[${index}]`));
  }
  if (!isObject(there) || !isObject(here)) {
    return JSON.stringify(there) === JSON.stringify(here)
      ? []
      : [`${path}: ${JSON.stringify(there)} there, ${JSON.stringify(here)} here`];
  }
  const keys = [...new Set([...Object.keys(there), ...Object.keys(here)])];
  return keys.flatMap((key) => {
    if (!(key in here)) return [`${path}.${key}: missing here, ${JSON.stringify(there[key])} there`];
    if (!(key in there)) return [`${path}.${key}: only here, ${JSON.stringify(here[key])}`];
    return compareValues(there[key], here[key], `${path}.${key}`);
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
