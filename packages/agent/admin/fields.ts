import { MultisiteError } from "@multisite/kernel/errors";
import { type AdminField, type AdminRequest, type AdminRoute, DRY_RUN } from "./route.ts";

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

const TYPES: Readonly<Record<AdminField["type"], { readonly name: string; is(value: unknown): boolean }>> = {
  text: { name: "a text", is: (value) => typeof value === "string" },
  texts: { name: "a list of texts", is: (value) => Array.isArray(value) && value.every((one) => typeof one === "string") },
  number: { name: "a number", is: (value) => typeof value === "number" && Number.isFinite(value) },
  flag: { name: "true or false", is: (value) => typeof value === "boolean" },
};

/**
 * A name that is not known is refused: a `dry_run` that is passed over would change the clouds.
 *
 * @throws MultisiteError `agent.admin.body`
 */
export function checkFields(
  { method, path, fields }: Pick<AdminRoute, "method" | "path" | "fields">,
  request: AdminRequest,
): void {
  const given = method === "GET" ? Object.fromEntries(request.query) : request.body;
  const known: Readonly<Record<string, AdminField>> = fields ?? DRY_RUN;
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(known, name) ? known[name] : undefined;
    if (field === undefined && fields === undefined && method === "POST") continue;
    if (field === undefined) {
      const names = Object.keys(known).join(", ") || "none";
      throw new MultisiteError("agent.admin.body", `${method} ${path} does not know \`${name}\`; it knows ${names}.`);
    }
    const { name: type, is } = TYPES[method === "GET" ? "text" : field.type];
    if (!is(value)) throw new MultisiteError("agent.admin.body", `\`${name}\` must be ${type}.`);
  }
  for (const [name, { isRequired, type }] of Object.entries(known)) {
    if (isRequired && given[name] === undefined) {
      throw new MultisiteError("agent.admin.body", `The request lacks \`${name}\`, ${TYPES[type].name}.`);
    }
  }
}
