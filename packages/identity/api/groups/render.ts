import type { GroupRecord } from "../../store/groups.ts";

/** A group as answers show it. */
export function renderGroup(group: GroupRecord): Readonly<Record<string, unknown>> & { readonly id: string } {
  return { ...group.extra, id: group.id, name: group.name, domain_id: group.domainId, description: group.description };
}
