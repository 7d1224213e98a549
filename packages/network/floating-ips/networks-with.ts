import { includes, parseAddress, parseCidr } from "../addresses/index.ts";

/** External networks of a site in which the address can be. */
export function networksWith<Network extends { readonly cidrs: readonly string[] }>(
  networks: readonly Network[],
  address: string,
): readonly Network[] {
  const number = parseAddress(address) ?? -1;
  return networks.filter(({ cidrs }) =>
    cidrs.some((cidr) => {
      const range = parseCidr(cidr);
      return range !== undefined && includes(range, number);
    }),
  );
}
