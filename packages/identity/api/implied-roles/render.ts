import type { RoleRecord } from "../../store/roles.ts";
import type { Links } from "../http/links.ts";

/** A role as inference rules name it (keystone/api/_shared/implied_roles.py). */
export function renderRoleReference(links: Links, { id, name }: Pick<RoleRecord, "id" | "name">) {
  return { id, links: { self: links.to("roles", id) }, name };
}
