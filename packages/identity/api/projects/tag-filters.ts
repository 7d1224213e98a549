/** Conditions on tags: all of `all`, one of `any`, not all of `notAll`, none of `notAny`; undefined where not asked for. */
export interface TagFilters {
  readonly all: readonly string[] | undefined;
  readonly any: readonly string[] | undefined;
  readonly notAll: readonly string[] | undefined;
  readonly notAny: readonly string[] | undefined;
}

/** `tags`, `tags-any`, `not-tags` and `not-tags-any`, with commas between tags. */
export function readTagFilters(query: URLSearchParams): TagFilters {
  const read = (name: string): string[] | undefined => query.get(name)?.split(",");
  return { all: read("tags"), any: read("tags-any"), notAll: read("not-tags"), notAny: read("not-tags-any") };
}

/**
 * True when every given condition holds, as the API documents them. Keystone's own answer differs where `not-tags` meets
 * `not-tags-any`, or a `tags` condition that nothing fulfils: there it lists projects that it should leave out
 * (keystone/resource/backends/sql.py, list_projects_by_tags).
 */
export function matchesTags(tags: readonly string[], { all, any, notAll, notAny }: TagFilters): boolean {
  const has = (tag: string): boolean => tags.includes(tag);
  if (all !== undefined && !all.every(has)) return false;
  if (any !== undefined && !any.some(has)) return false;
  if (notAll?.every(has)) return false;
  return !notAny?.some(has);
}
