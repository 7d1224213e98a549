import { uuidHex } from "@multisite/kernel/random";
import { isDuplicateKey } from "@multisite/kernel/sql";
import { badRequest, conflict, notFound } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { type GroupRecord, getGroup } from "../store/groups.ts";
import { getDomain } from "../store/projects.ts";
import { duplicateDetails } from "../users/rules.ts";
import type { GroupFields } from "./fields.ts";

/** The column's width; Keystone's schema lets longer names through, and the database then fails. */
const MAX_NAME_LENGTH = 64;

/** keystone/identity/core.py, create_group. */
export async function createGroup(
  identity: Identity,
  fields: GroupFields & { name: string; domainId: string },
): Promise<GroupRecord> {
  const { database, random } = identity;
  const { name, domainId, description = "", extra } = fields;
  if (!(await getDomain(database.query, domainId))) throw notFound("domain", domainId);
  requireNameFits(name);
  const group: GroupRecord = { id: uuidHex(random), name, domainId, description, extra };
  await database.query
    .insertInto("group")
    .values({ id: group.id, name, domain_id: domainId, description, extra: JSON.stringify(extra) })
    .execute()
    .catch((thrown: unknown) => refuseDuplicate(thrown, fields));
  return group;
}

/** keystone/identity/core.py, update_group. */
export async function updateGroup(identity: Identity, groupId: string, fields: GroupFields): Promise<GroupRecord> {
  const { name, domainId, description } = fields;
  return identity.database.transaction(async (queries) => {
    const old = await getGroup(queries, groupId);
    if (!old) throw notFound("group", groupId);
    if (domainId !== undefined && domainId !== old.domainId) throw badRequest("Cannot change Domain ID");
    if (name !== undefined) requireNameFits(name);
    const updated: GroupRecord = {
      ...old,
      name: name ?? old.name,
      description: description === undefined ? old.description : description,
      extra: { ...old.extra, ...fields.extra },
    };
    await queries
      .updateTable("group")
      .set({ name: updated.name, description: updated.description, extra: JSON.stringify(updated.extra) })
      .where("id", "=", groupId)
      .execute()
      .catch((thrown: unknown) => refuseDuplicate(thrown, fields));
    return updated;
  });
}

function requireNameFits(name: string): void {
  if ([...name].length <= MAX_NAME_LENGTH) return;
  throw badRequest(
    `String length exceeded. The length of string '${name}' exceeds the limit of column name(CHAR(${MAX_NAME_LENGTH})).`,
  );
}

function refuseDuplicate(thrown: unknown, { name, domainId }: GroupFields): never {
  throw isDuplicateKey(thrown) ? conflict("group", duplicateDetails(name, domainId)) : thrown;
}
