/** Called before each effect on a disk; throws where the node dies instead. */
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
