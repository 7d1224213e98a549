import { isDictionary } from "../attributes/checks.ts";
import { pythonValue } from "../attributes/python.ts";
import type { AttributeMap } from "../attributes/types.ts";
import { badRequest } from "../faults.ts";
import type { Stored } from "../resources/kind.ts";

/** Values wanted of each attribute: any of them; all attributes must hold. */
export type Filters = readonly (readonly [name: string, values: readonly string[]])[];

/** What pages and fields are asked for with, and no attribute. */
const NO_FILTERS: ReadonlySet<string> = new Set(["limit", "marker", "page_reverse", "fields", "sort_key", "sort_dir"]);

/** @throws NeutronFault for what is no attribute to filter by, and for values that it cannot have */
export function readFilters(attributes: AttributeMap, query: URLSearchParams): Filters {
  const names = [...new Set(query.keys())].filter((name) => !NO_FILTERS.has(name));
  const unknown = names.filter((name) => attributes[name]?.isFilter !== true);
  if (unknown.length > 0) throw badRequest(`${pythonValue(unknown)} is invalid attribute for filtering`);
  return names.map((name) => {
    const values = query.getAll(name);
    for (const value of values) attributes[name]?.convert?.(value);
    return [name, values];
  });
}

/** Whether one attribute of a resource is among the values. */
export function holds(attributes: AttributeMap, resource: Stored, name: string, values: readonly string[]): boolean {
  if (name.includes("tags")) return holdsTags(resource.tags ?? [], name, values);
  const value = (resource as unknown as Record<string, unknown>)[name === "tenant_id" ? "project_id" : name];
  if (name === "fixed_ips") return values.every((wanted) => hasAddress(value, wanted));
  if (Array.isArray(value)) return values.some((wanted) => value.includes(wanted));
  const convert = attributes[name]?.convert;
  return values.some((wanted) => (convert === undefined ? String(value ?? "") === wanted : convert(wanted) === value));
}

/** `ip_address=192.0.2.7`, a part of it with `ip_address_substr`, or `subnet_id=...`. */
function hasAddress(fixedIps: unknown, wanted: string): boolean {
  const [key = "", text = ""] = wanted.split("=");
  const isPart = key === "ip_address_substr";
  return (fixedIps as readonly unknown[]).filter(isDictionary).some((fixed) => {
    const value = String(fixed[isPart ? "ip_address" : key]);
    return isPart ? value.includes(text) : value === text;
  });
}

function holdsTags(tags: readonly string[], name: string, values: readonly string[]): boolean {
  const wanted = values.flatMap((value) => value.split(","));
  const isFound = name.endsWith("-any") ? wanted.some((tag) => tags.includes(tag)) : wanted.every((tag) => tags.includes(tag));
  return isFound !== name.startsWith("not-");
}
