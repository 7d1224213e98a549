/** A body's attributes after they were read. */
export type Attributes = Record<string, unknown>;

/** One attribute of a resource, as Neutron's attribute maps have it (neutron_lib/api/definitions/). */
export interface Attribute {
  /** In which requests it may be said; in none: it is Neutron's own. */
  readonly in: "POST" | "PUT" | "POST PUT" | "none";
  readonly isRequired?: true;
  /** What a POST without it means; nothing when absent. */
  readonly default?: unknown;
  /** @throws NeutronFault */
  readonly convert?: (value: unknown) => unknown;
  /** Why a value cannot be. */
  readonly check?: Check;
  /** Whether lists can be filtered by it; and sorted. */
  readonly isFilter?: true;
  readonly isSortKey?: true;
}

export type Check = (value: unknown) => string | undefined;

export type AttributeMap = Readonly<Record<string, Attribute>>;
