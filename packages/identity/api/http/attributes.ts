import { badRequest } from "../../errors/index.ts";

/** Keystone renames attributes on creation, not on update (keystone/server/flask/common.py, _normalize_dict). */
export function normalizeAttributes(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name.replaceAll(/[:-]/g, "_"), value]));
}

/**
 * The attributes that Keystone stores without knowing them (keystone/common/sql/core.py, ModelDictMixinWithExtras.from_dict).
 * `extra` itself is the column's name and is dropped.
 */
export function unknownAttributes(body: Readonly<Record<string, unknown>>, known: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== "id" && name !== "extra" && !known.includes(name)));
}

/** 400 when the body names another resource than the path (keystone/server/flask/common.py, _require_matching_id). */
export function requireMatchingId(body: Readonly<Record<string, unknown>>, pathId: string): void {
  if (body.id !== undefined && body.id !== null && body.id !== pathId) throw badRequest("Cannot change ID");
}
