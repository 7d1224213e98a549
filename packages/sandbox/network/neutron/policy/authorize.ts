import type { Attributes } from "../attributes/types.ts";
import type { Caller } from "../caller.ts";
import { disallowed } from "../faults.ts";

/** Who may say an attribute: administrators, or the owner of the network that it is about too. */
export type Privilege = "admin" | "network owner";

/** An attribute that not everybody may say. */
export interface Guard {
  readonly attribute: string;
  /** Undefined: everybody may say this value. */
  readonly needs: (value: unknown) => Privilege | undefined;
  /** Parts of the value that have rules of their own. */
  readonly parts?: (value: unknown) => readonly string[];
}

/** @throws NeutronFault 403 that names all rules which were looked at, as oslo.policy does */
export function authorize(
  caller: Caller,
  action: string,
  { given, guards, isNetworkOwner }: { given: Attributes; guards: readonly Guard[]; isNetworkOwner: boolean },
): void {
  if (caller.isAdmin) return;
  const asked = guards.filter(({ attribute }) => given[attribute] !== undefined);
  const isRefused = asked.some(({ attribute, needs }) => {
    const privilege = needs(given[attribute]);
    return privilege === "admin" || (privilege === "network owner" && !isNetworkOwner);
  });
  if (!isRefused) return;
  const relevant = asked.filter(({ attribute, needs }) => needs(given[attribute]) !== undefined);
  const rules = relevant.map((guard) => ruleText(action, guard, given[guard.attribute]));
  throw disallowed(`(rule:${action} and ${rules.join(" and ")})`);
}

function ruleText(action: string, { attribute, parts }: Guard, value: unknown): string {
  const rule = `rule:${action}:${attribute}`;
  const inner = parts?.(value) ?? [];
  return inner.length === 0 ? rule : `(${rule} and (${inner.map((part) => `${rule}:${part}`).join(" and ")}))`;
}
