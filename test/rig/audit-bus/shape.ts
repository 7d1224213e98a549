import type { HeardMessage } from "./listener.ts";

const FORMS: readonly (readonly [pattern: RegExp, form: string])[] = [
  [/^[0-9a-f]{32}$/, "<32 hexadecimal digits>"],
  [/^[0-9a-f]{64}$/, "<64 hexadecimal digits>"],
  [/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "<UUID>"],
  [/^req-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "<request ID>"],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+0000$/, "<CADF time>"],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/, "<Python time>"],
];

/**
 * A message with its IDs and times replaced: those of `names` by the name of what they identify, others by their form. Two
 * services that send the same have the same shapes.
 */
export function shapeOf(heard: HeardMessage, names: ReadonlyMap<string, string>): object {
  const { envelope, message, ...rest } = heard;
  return replaceAll(
    { ...rest, envelopeKeys: Object.keys(envelope), version: envelope["oslo.version"], message },
    names,
  ) as object;
}

function replaceAll(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") {
    return names.get(value) ?? FORMS.find(([pattern]) => pattern.test(value))?.[1] ?? value;
  }
  if (Array.isArray(value)) return value.map((item) => replaceAll(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceAll(item, names)]));
}
