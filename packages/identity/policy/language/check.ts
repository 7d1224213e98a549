/**
 * A parsed check string. `malformed` is what oslo.policy accepts at load and fails on at every evaluation: its parser hands
 * out a bare string instead of a check (`"and"`, `"("`, `"'quoted'"`).
 */
export type Check =
  | { readonly kind: "true" }
  | { readonly kind: "false"; readonly unparsable?: string }
  | { readonly kind: "malformed"; readonly text: string }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "role"; readonly template: string }
  | { readonly kind: "generic"; readonly left: string; readonly template: string }
  | { readonly kind: "not"; readonly check: Check }
  | { readonly kind: "and"; readonly checks: readonly Check[] }
  | { readonly kind: "or"; readonly checks: readonly Check[] };

export const TRUE_CHECK: Check = { kind: "true" };
export const FALSE_CHECK: Check = { kind: "false" };

/** Every check inside `check`, itself first. */
export function* walkCheck(check: Check): Generator<Check> {
  yield check;
  if (check.kind === "not") yield* walkCheck(check.check);
  if (check.kind === "and" || check.kind === "or") for (const inner of check.checks) yield* walkCheck(inner);
}
