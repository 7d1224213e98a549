/** Turns the methods of a token into the one integer that its payload carries, and back. */
export interface MethodCodec {
  /** The sum of the methods' bits; methods that are not configured add nothing. */
  toInteger(methods: readonly string[]): number;
  /** The methods whose bits are set, highest bit first. */
  toMethods(value: number | bigint): string[];
}

// Methods of endpoints that are no auth plugins, so that `[auth] methods` cannot list them. The bits are above 2^31, where
// JavaScript's bit operators stop; all of this is arithmetic therefore.
const FIXED_BITS: readonly (readonly [bit: number, method: string])[] = [
  [2 ** 33, "oauth2_credential"],
  [2 ** 32, "ec2credential"],
];

/**
 * The method bits of a site: 2^index in the order of `[auth] methods`, which is part of the wire format, and two fixed high
 * bits (auth/plugins/core.py, construct_method_map_from_config).
 */
export function createMethodCodec(configuredMethods: readonly string[]): MethodCodec {
  const bits = [...FIXED_BITS, ...configuredMethods.map((method, index) => [2 ** index, method] as const)];
  bits.sort(([left], [right]) => right - left);
  // Few combinations occur, and each token carries one of them.
  const known = new Map<number, readonly string[]>();

  function split(value: number): string[] {
    const methods: string[] = [];
    let rest = value;
    for (const [bit, method] of bits) {
      // A bit above all that are configured hides those below it, as in Keystone.
      if (Math.floor(rest / bit) !== 1) continue;
      methods.push(method);
      rest -= bit;
    }
    return methods;
  }

  return {
    toInteger(methods) {
      let sum = 0;
      for (const [bit, method] of bits) if (methods.includes(method)) sum += bit;
      return sum;
    },
    toMethods(value) {
      const integer = Number(value);
      let methods = known.get(integer);
      if (methods === undefined) {
        methods = split(integer);
        if (known.size < 256) known.set(integer, methods);
      }
      return [...methods];
    },
  };
}
