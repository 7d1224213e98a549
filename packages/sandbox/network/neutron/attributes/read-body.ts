import type { Caller } from "../caller.ts";
import { badRequest } from "../faults.ts";
import { isDictionary } from "./checks.ts";
import type { AttributeMap, Attributes } from "./types.ts";

interface Named {
  readonly singular: string;
  readonly plural: string;
  readonly attributes: AttributeMap;
}

/** What a POST asks for: one resource, or several at once (neutron/api/v2/base.py, prepare_request_body). */
export function readCreation(kind: Named, body: unknown, caller: Caller): { items: readonly Attributes[]; isMany: boolean } {
  if (!isDictionary(body)) throw badRequest("Body contains invalid data");
  const isMany = kind.plural in body;
  if (!isMany) return { items: [readItem(kind, body, caller)], isMany };
  const list = body[kind.plural];
  if (!Array.isArray(list) || list.length === 0) throw badRequest("Resources required");
  return { items: list.map((item) => readItem(kind, { [kind.singular]: item }, caller)), isMany };
}

function readItem(kind: Named, body: Readonly<Record<string, unknown>>, caller: Caller): Attributes {
  const given = withProject(itemOf(kind, body), caller);
  checkNames(kind, given);
  for (const [name, attribute] of Object.entries(kind.attributes)) {
    if (!attribute.in.includes("POST")) {
      if (name in given) throw badRequest(`Attribute '${name}' not allowed in POST`);
    } else if (given[name] === undefined) {
      if (attribute.isRequired) throw badRequest(`Failed to parse request. Required attribute '${name}' not specified`);
      if (attribute.default !== undefined) given[name] = attribute.default;
    }
  }
  return converted(kind.attributes, given);
}

/** What a PUT changes. */
export function readChange(kind: Named, body: unknown): Attributes {
  if (!isDictionary(body)) throw badRequest("Body contains invalid data");
  const given = { ...itemOf(kind, body) };
  checkNames(kind, given);
  const fixed = Object.keys(given).find((name) => !kind.attributes[name]?.in.includes("PUT"));
  if (fixed !== undefined) throw badRequest(`Cannot update read-only attribute ${fixed}`);
  return converted(kind.attributes, given);
}

function itemOf({ singular }: Named, body: Readonly<Record<string, unknown>>): Attributes {
  const item = body[singular];
  if (item === undefined || item === null) throw badRequest(`Unable to find '${singular}' in request body`);
  if (!isDictionary(item)) throw badRequest(`Object '${singular}' contains invalid data`);
  return item;
}

/** Only administrators make something for another project. */
function withProject(item: Attributes, { projectId, isAdmin }: Caller): Attributes {
  const { project_id, tenant_id } = item;
  if (project_id !== undefined && tenant_id !== undefined && project_id !== tenant_id)
    throw badRequest("'project_id' and 'tenant_id' do not match");
  const wanted = project_id ?? tenant_id ?? projectId;
  if (wanted !== projectId && !isAdmin) {
    const what = "Specifying 'project_id' or 'tenant_id' other than the authenticated project in request";
    throw badRequest(`${what} requires admin or advsvc privileges`);
  }
  return { ...item, project_id: wanted, tenant_id: wanted };
}

function checkNames({ attributes }: Named, given: Attributes): void {
  const unknown = Object.keys(given).filter((name) => !(name in attributes));
  if (unknown.length > 0) throw badRequest(`Unrecognized attribute(s) '${unknown.join(", ")}'`);
}

function converted(attributes: AttributeMap, given: Attributes): Attributes {
  for (const [name, { convert, check }] of Object.entries(attributes)) {
    if (given[name] === undefined) continue;
    if (convert !== undefined) given[name] = convert(given[name]);
    const reason = check?.(given[name]);
    if (reason !== undefined) throw badRequest(`Invalid input for ${name}. Reason: ${reason}.`);
  }
  return given;
}
