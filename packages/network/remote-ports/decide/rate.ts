import type { Action } from "../types.ts";

/** The actions of as many ports as a pass has room for. What belongs to one port stays together. */
export function withinRate(
  changes: readonly (readonly Action[])[],
  room: number,
): { readonly taken: readonly Action[]; readonly deferred: number } {
  const wanted = changes.filter((actions) => actions.length > 0);
  return { taken: wanted.slice(0, room).flat(), deferred: Math.max(0, wanted.length - room) };
}
