import type { Target } from "./language/template.ts";

/** What is acted upon, nested: `{ user_id: "…", target: { user: { id: "…", domain_id: "…" } } }`. */
export type NestedTarget = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is NestedTarget =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value));

/**
 * One level with dotted names: `{"user_id": "…", "target.user.id": "…"}`. Lists stay as they are, an empty object leaves
 * nothing, and a later key wins over an earlier one of the same dotted name (keystone/common/utils.py, flatten_dict).
 */
export function flattenTarget(nested: NestedTarget): Target {
  const flat: Record<string, unknown> = Object.create(null);
  flattenInto(flat, nested, "");
  return flat;
}

function flattenInto(flat: Record<string, unknown>, nested: NestedTarget, parent: string): void {
  for (const [key, value] of Object.entries(nested)) {
    const name = parent === "" ? key : `${parent}.${key}`;
    if (isMapping(value)) flattenInto(flat, value, name);
    else if (value !== undefined) flat[name] = value;
  }
}
