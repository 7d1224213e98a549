import { badRequest } from "../errors/index.ts";
import { type Options, projectOptions } from "../options/index.ts";

/** A project's attributes as a body names them; absent ones are undefined or missing. */
export interface ProjectFields {
  readonly name: string | undefined;
  readonly description: string | null | undefined;
  readonly enabled: boolean | undefined;
  readonly domainId: string | null | undefined;
  readonly parentId: string | null | undefined;
  readonly isDomain: boolean | undefined;
  readonly tags: readonly string[] | undefined;
  readonly options: Options;
  /** Attributes that Keystone stores without knowing them. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const KNOWN = ["id", "name", "domain_id", "description", "enabled", "parent_id", "is_domain", "tags", "options", "extra"];

/** Takes apart a body that fits its schema (keystone/resource/backends/sql_model.py, Project.from_dict). */
export function readProjectFields(body: Readonly<Record<string, unknown>>): ProjectFields {
  return {
    name: body.name as string | undefined,
    description: body.description as string | null | undefined,
    enabled: body.enabled as boolean | undefined,
    domainId: body.domain_id as string | null | undefined,
    parentId: body.parent_id as string | null | undefined,
    isDomain: body.is_domain as boolean | undefined,
    tags: body.tags as readonly string[] | undefined,
    options: readOptions(body.options),
    extra: Object.fromEntries(Object.entries(body).filter(([key]) => !KNOWN.includes(key))),
  };
}

/** The schema of domains leaves options open, so that they are checked here. */
function readOptions(value: unknown): Options {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badRequest("options must be an object");
  const options: Record<string, unknown> = {};
  for (const { name } of projectOptions) {
    const option = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (option === undefined) continue;
    if (option !== null && typeof option !== "boolean") throw badRequest(`Expected boolean value, got ${pythonClass(option)}`);
    options[name] = option;
  }
  return options;
}

function pythonClass(value: unknown): string {
  if (typeof value === "string") return "<class 'str'>";
  if (typeof value === "number") return Number.isInteger(value) ? "<class 'int'>" : "<class 'float'>";
  return Array.isArray(value) ? "<class 'list'>" : "<class 'dict'>";
}
