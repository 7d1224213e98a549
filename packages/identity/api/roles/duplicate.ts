import { conflict, type KeystoneError } from "../../errors/index.ts";

/** 409 for a name that is taken, in the words of keystone/common/sql/core.py, handle_conflicts; it names what the body named. */
export function duplicateRole(body: Readonly<Record<string, unknown>>): KeystoneError {
  const { name, id, domain_id: domainId } = body;
  const taken = name ? `name ${name}` : id ? `ID ${id}` : undefined;
  if (taken === undefined) return conflict("role", domainId ? `Duplicate entry at domain ID ${domainId}` : "Duplicate entry");
  return conflict("role", `Duplicate entry found with ${taken}${domainId ? ` at domain ID ${domainId}` : ""}`);
}
