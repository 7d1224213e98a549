import { MultisiteError } from "@multisite/kernel/errors";

type Body = Readonly<Record<string, unknown>>;

/** @throws MultisiteError `agent.admin.body` */
export function requireText(body: Body, name: string): string {
  const value = body[name];
  if (typeof value === "string") return value;
  throw new MultisiteError("agent.admin.body", `The request lacks \`${name}\`, a text.`);
}

/** @throws MultisiteError `agent.admin.body` */
export function requireTexts(body: Body, name: string): readonly string[] {
  const value = body[name];
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new MultisiteError("agent.admin.body", `The request lacks \`${name}\`, a list of texts.`);
}

export function optionalText(body: Body, name: string): string | undefined {
  return body[name] === undefined ? undefined : requireText(body, name);
}

/** @throws MultisiteError `agent.admin.body` */
export function requireOneOf<Value extends string>(body: Body, name: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === body[name]);
  if (found !== undefined) return found;
  throw new MultisiteError("agent.admin.body", `\`${name}\` must be one of ${values.join(", ")}.`);
}
