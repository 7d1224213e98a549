/** Who asks: the site's administrator, members of two projects, a reader of the first, and two whose token is none. */
export type PersonaName = "admin" | "red" | "blue" | "reader" | "nobody" | "stranger";

/** One request, as data: `{name}` in its path and body stands for what an earlier request made, or for a part of the world. */
export interface NeutronRequest {
  readonly as: PersonaName;
  readonly method: string;
  /** From the server's root: `/v2.0/networks?name=x`. */
  readonly path: string;
  /** A text goes out as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of the answer that later requests name: `{ net: "network.id" }`. */
  readonly keep?: Readonly<Record<string, string>>;
  /** Whether the order of lists in the answer is asked for; else it is chance. */
  readonly isOrdered?: boolean;
}

/** What stands in a Neutron's surroundings, by the names that requests use. */
export interface World {
  readonly tokens: Readonly<Record<PersonaName, string | undefined>>;
  /** `project-red`, `host`, `vtep`, ... */
  readonly names: Readonly<Record<string, string>>;
}

/** What was answered, with the names instead of what is chance. */
export interface NormalAnswer {
  readonly status: number;
  /** JSON, or the text when it is none; missing when the body is empty. */
  readonly body?: unknown;
}
