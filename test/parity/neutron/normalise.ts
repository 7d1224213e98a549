import type { Names } from "./names.ts";
import type { NeutronRequest, NormalAnswer } from "./types.ts";

/** Attributes whose value Neutron chooses, unless a request said it. */
const CHOSEN: ReadonlySet<string> = new Set([
  "ip_address",
  "fixed_ip_address",
  "floating_ip_address",
  "mac_address",
  "provider:segmentation_id",
]);

/** Counters of changes in the database: how many of them a request makes is no promise of the API. */
const COUNTED: ReadonlySet<string> = new Set(["revision_number", "standard_attr_id"]);

export interface Normaliser {
  readonly names: Names;
  /** Values that requests say for what else is chosen. */
  readonly asked: ReadonlySet<unknown>;
  readonly isOrdered: boolean;
}

/** What the requests ask for where Neutron would choose. Pools are such that it never chooses one of these. */
export function valuesAsked(requests: Readonly<Record<string, NeutronRequest>>): ReadonlySet<unknown> {
  const found = new Set<unknown>();
  JSON.stringify(requests, (key, value) => {
    if (CHOSEN.has(key)) found.add(value);
    return value;
  });
  return found;
}

/** What has been answered, less what must differ: IDs, times, what Neutron chooses, and the order that nobody asked for. */
export function normalise(
  { status, text, body }: { readonly status: number; readonly text: string; readonly body: unknown },
  normaliser: Normaliser,
): NormalAnswer {
  if (text === "") return { status };
  return { status, body: body === undefined ? normaliser.names.hide(text) : normal(body, "", normaliser) };
}

function normal(value: unknown, key: string, normaliser: Normaliser): unknown {
  const { names, asked, isOrdered } = normaliser;
  if (COUNTED.has(key) && typeof value === "number") return "<number>";
  if (CHOSEN.has(key) && value !== null && value !== "" && !asked.has(value)) {
    // In a text it can be nothing else; an address may.
    if (key === "mac_address") names.give(key, String(value));
    return `<${key}>`;
  }
  if (typeof value === "string") return names.hide(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => normal(item, key, normaliser));
    return isOrdered ? items : items.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  // The machine's own name.
  if (key === "resource_provider_hypervisors")
    return Object.fromEntries(Object.keys(value).map((name) => [name, "<hypervisor>"]));
  const entries = Object.entries(value).map(([name, inner]) => [name, normal(inner, name, normaliser)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
