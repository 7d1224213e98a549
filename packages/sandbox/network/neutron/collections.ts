import { readChange, readCreation } from "./attributes/read-body.ts";
import type { Attributes } from "./attributes/types.ts";
import type { Caller } from "./caller.ts";
import { disallowed, NeutronFault, nothingHere } from "./faults.ts";
import { authorize } from "./policy/authorize.ts";
import { holds, readFilters } from "./query/filters.ts";
import { cutPage, pageLinks, readPage } from "./query/pages.ts";
import { checkQuota } from "./quotas.ts";
import type { Kind, Stored } from "./resources/kind.ts";
import { type NeutronState, touch } from "./state.ts";

/** One kind of one Neutron's resources, as somebody asks for it (neutron/api/v2/base.py, Controller). */
export interface Collection {
  readonly state: NeutronState;
  readonly kind: Kind;
  readonly caller: Caller;
}

export function list({ state, kind, caller }: Collection, url: string, query: URLSearchParams): Attributes {
  kind.prepareList?.(state, caller);
  const filters = readFilters(kind.attributes, query);
  const asked = readPage(kind.attributes, query);
  const found = [...kind.table(state).values()].filter(
    (resource) =>
      kind.sees(state, caller, resource) &&
      filters.every(
        ([name, values]) => kind.matches?.(state, resource, name, values) ?? holds(kind.attributes, resource, name, values),
      ),
  );
  const page = kind.isWhole ? found : cutPage(found, asked, kind);
  const links = kind.isWhole ? [] : pageLinks(url, query, page, asked);
  const shown = page.map((resource) => chosen(kind.show(state, resource, caller, "read"), query));
  return { [kind.plural]: shown, ...(links.length === 0 ? {} : { [`${kind.plural}_links`]: links }) };
}

export function show(collection: Collection, id: string, query: URLSearchParams): Attributes {
  const { state, kind, caller } = collection;
  return { [kind.singular]: chosen(kind.show(state, find(collection, id), caller, "read"), query) };
}

/** All of a request's resources, or none. */
export function create({ state, kind, caller }: Collection, body: unknown): Attributes {
  if (kind.create === undefined) throw nothingHere();
  const { items, isMany } = readCreation(kind, body, caller);
  for (const given of items) {
    const isNetworkOwner = kind.ownsNetwork?.(state, caller, given) ?? false;
    authorize(caller, `create_${kind.singular}`, { given, guards: kind.guards, isNetworkOwner });
  }
  kind.checkTogether?.(items);
  checkQuota(
    state,
    kind,
    items.map(({ project_id }) => String(project_id)),
  );
  const made: Stored[] = [];
  try {
    for (const given of items) made.push(kind.create(state, given, caller));
  } catch (thrown) {
    for (const resource of made) kind.remove?.(state, resource, caller);
    throw thrown;
  }
  const shown = made.map((resource) => kind.show(state, resource, caller, "created"));
  return isMany ? { [kind.plural]: shown } : { [kind.singular]: shown[0] };
}

/** @param ifMatch the header, which names a revision */
export function update(collection: Collection, id: string, body: unknown, ifMatch: string | undefined): Attributes {
  const { state, kind, caller } = collection;
  if (kind.update === undefined) throw nothingHere();
  const given = readChange(kind, body);
  const resource = find(collection, id);
  checkRevision(resource, ifMatch);
  const action = `update_${kind.singular}`;
  if (!kind.owns(state, caller, resource)) throw disallowed(`rule:${action}`);
  const isNetworkOwner = kind.ownsNetwork?.(state, caller, { ...resource }) ?? false;
  authorize(caller, action, { given, guards: kind.guards, isNetworkOwner });
  kind.update(state, resource, given, caller);
  if (resource.revision_number !== undefined) touch(state, resource);
  return { [kind.singular]: kind.show(state, resource, caller, "changed") };
}

export function remove(collection: Collection, id: string, ifMatch: string | undefined): void {
  const { state, kind, caller } = collection;
  if (kind.remove === undefined) throw nothingHere();
  const resource = find(collection, id);
  checkRevision(resource, ifMatch);
  if (!kind.owns(state, caller, resource)) throw disallowed(`rule:delete_${kind.singular}`);
  kind.remove(state, resource, caller);
}

/** @throws NeutronFault 404 for what the caller may not see too */
function find({ state, kind, caller }: Collection, id: string): Stored {
  const resource = kind.table(state).get(id);
  if (resource === undefined) throw kind.absent(id);
  if (!kind.sees(state, caller, resource)) throw kind.isHidden ? nothingHere() : kind.absent(id);
  return resource;
}

function checkRevision({ revision_number }: Stored, ifMatch: string | undefined): void {
  const wanted = /^revision_number=(\d+)$/.exec(ifMatch ?? "")?.[1];
  if (wanted === undefined || Number(wanted) === revision_number) return;
  const text = `Constrained to ${wanted}, but current revision is ${revision_number}`;
  throw new NeutronFault(412, "RevisionNumberConstraintFailed", text);
}

/** Attributes that are wanted; all when none are named. */
function chosen(shown: Attributes, query: URLSearchParams): Attributes {
  const wanted = query.getAll("fields");
  return wanted.length === 0 ? shown : Object.fromEntries(Object.entries(shown).filter(([name]) => wanted.includes(name)));
}
