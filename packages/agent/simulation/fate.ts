/** What becomes of an effect on a disk: it happens, now or after a while; the node dies instead; or the system refuses it. */
export type Fate = "happens" | "dies" | "fails" | { readonly afterMs: number };

/** Thrown where a node dies in the middle of something that runs to its end. */
export class Died extends Error {}

/** Called before an effect; throws where it does not come about. */
export type BeforeEffect = (what: string) => void;

/** The same object, some of whose methods are effects. */
export function withEffects<Target extends object>(
  target: Target,
  name: string,
  methods: readonly (keyof Target & string)[],
  before: BeforeEffect,
): Target {
  const wrapped = Object.create(Object.getPrototypeOf(target), Object.getOwnPropertyDescriptors(target)) as Target;
  for (const method of methods) {
    const original = target[method] as (...values: unknown[]) => unknown;
    Object.defineProperty(wrapped, method, {
      value(...values: unknown[]) {
        before(`${name}.${method}`);
        return original.apply(target, values);
      },
    });
  }
  return wrapped;
}
