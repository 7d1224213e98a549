import { isDictionary, listOf, text } from "./attributes/checks.ts";
import type { Caller } from "./caller.ts";
import { invalidInput, NeutronFault } from "./faults.ts";
import type { Kind } from "./resources/kind.ts";
import { type NeutronState, touch } from "./state.ts";

interface TagRequest {
  readonly method: string;
  readonly id: string;
  readonly tag: string | undefined;
  readonly body: unknown;
}

/** Requests below `/networks/{id}/tags`, and the like of all that takes tags (neutron/extensions/tagging.py). */
export function answerTags(
  state: NeutronState,
  kind: Kind,
  caller: Caller,
  { method, id, tag, body }: TagRequest,
): { readonly status: number; readonly body: unknown } {
  const resource = kind.table(state).get(id);
  if (resource?.tags === undefined || !kind.sees(state, caller, resource)) {
    const path = kind.plural.replaceAll("_", "-");
    throw new NeutronFault(404, "TagResourceNotFound", `Resource ${path} ${id} could not be found.`);
  }
  const change = (tags: readonly string[]): void => {
    resource.tags = tags;
    touch(state, resource);
  };
  const tags = resource.tags;
  if (tag === undefined) {
    if (method === "GET") return { status: 200, body: { tags } };
    if (method === "PUT") {
      const wanted = readTags(body);
      change(wanted);
      return { status: 200, body: { tags: wanted } };
    }
    change([]);
    return { status: 204, body: undefined };
  }
  if (method === "PUT") {
    if (!tags.includes(tag)) change([...tags, tag]);
    return { status: 201, body: null };
  }
  if (!tags.includes(tag)) throw new NeutronFault(404, "TagNotFound", `Tag ${tag} could not be found.`);
  if (method === "DELETE") change(tags.filter((other) => other !== tag));
  return { status: 204, body: undefined };
}

function readTags(body: unknown): readonly string[] {
  if (!isDictionary(body) || !("tags" in body)) throw invalidInput("Invalid tags body");
  const reason = listOf(text(255))(body.tags);
  if (reason !== undefined) throw invalidInput(reason);
  return body.tags as readonly string[];
}
