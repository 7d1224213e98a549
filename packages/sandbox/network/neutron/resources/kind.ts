import type { AttributeMap, Attributes } from "../attributes/types.ts";
import type { Caller } from "../caller.ts";
import type { NeutronFault } from "../faults.ts";
import type { Guard } from "../policy/authorize.ts";
import type { NeutronState } from "../state.ts";

/** What all stored resources have. */
export interface Stored {
  readonly id: string;
  project_id?: string;
  revision_number?: number;
  updated_at?: string;
  tags?: readonly string[];
}

/** One kind of resources: its names, its attributes, and what is done with it. */
export interface Kind<Resource extends Stored = Stored> {
  readonly singular: string;
  readonly plural: string;
  readonly attributes: AttributeMap;
  /** What only some may say of it. */
  readonly guards: readonly Guard[];
  /** Lists come whole, whatever page is asked for. */
  readonly isWhole?: true;
  /** For who may not see it, it is as if its path were none. */
  readonly isHidden?: true;
  table(state: NeutronState): ReadonlyMap<string, Resource>;
  absent(id: string): NeutronFault;
  sees(state: NeutronState, caller: Caller, resource: Resource): boolean;
  owns(state: NeutronState, caller: Caller, resource: Resource): boolean;
  /** Whether the caller owns the network that a resource is, or shall be, part of. */
  ownsNetwork?(state: NeutronState, caller: Caller, resource: Attributes): boolean;
  /** In the answer to a change some attributes are missing, and others are only there. */
  show(state: NeutronState, resource: Resource, caller: Caller, how: "created" | "changed" | "read"): Attributes;
  /** Of the resources of one request together. */
  checkTogether?(items: readonly Attributes[]): void;
  create?(state: NeutronState, attributes: Attributes, caller: Caller): Resource;
  update?(state: NeutronState, resource: Resource, change: Attributes, caller: Caller): void;
  remove?(state: NeutronState, resource: Resource, caller: Caller): void;
  /** Before a list is read. */
  prepareList?(state: NeutronState, caller: Caller): void;
  /** Whether a filter finds it, where that is not whether the attribute is one of the values. */
  matches?(state: NeutronState, resource: Resource, name: string, values: readonly string[]): boolean | undefined;
}

/** Attributes without those that only administrators may see; with the project under its old name. */
export function visible(resource: object, caller: Caller, adminsOnly: (name: string) => boolean): Attributes {
  const entries = Object.entries(resource).filter(([name]) => caller.isAdmin || !adminsOnly(name));
  const shown: Attributes = Object.fromEntries(entries);
  shown.tenant_id = shown.project_id;
  return shown;
}

/** Takes over what a body says, but for what it leaves out. */
export function assignGiven<Resource extends object>(resource: Resource, change: Attributes, names: readonly string[]): void {
  for (const name of names) if (change[name] !== undefined) (resource as Attributes)[name] = change[name];
}
