/** A group's attributes as a body names them; absent ones are undefined. */
export interface GroupFields {
  readonly name: string | undefined;
  readonly domainId: string | undefined;
  readonly description: string | null | undefined;
  /** Attributes that Keystone stores without knowing them. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const KNOWN = ["id", "name", "domain_id", "description", "extra"];

/** Takes apart a body that fits its schema (keystone/identity/backends/sql_model.py, Group). */
export function readGroupFields(body: Readonly<Record<string, unknown>>): GroupFields {
  return {
    name: (body.name as string | undefined)?.trim(),
    domainId: body.domain_id as string | undefined,
    description: body.description as string | null | undefined,
    extra: Object.fromEntries(Object.entries(body).filter(([key]) => !KNOWN.includes(key))),
  };
}
