import { readdirSync, readFileSync } from "node:fs";

/** One request to a real Keystone, and its answer. */
export interface GoldenExchange {
  readonly group: string;
  readonly index: number;
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: {
    /** 0 when Keystone closed the connection. */
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

const DIRECTORY = new URL("../golden/", import.meta.url);

/** Every recorded exchange, group by group. */
export function readExchanges(): readonly GoldenExchange[] {
  return readdirSync(DIRECTORY)
    .sort()
    .flatMap((file) => {
      const list = JSON.parse(readFileSync(new URL(file, DIRECTORY), "utf8")) as Omit<GoldenExchange, "group" | "index">[];
      return list.map((exchange, index) => ({ ...exchange, group: file.replace(/\.json$/, ""), index }));
    });
}

/** Exchanges that were recorded in the same run but are not kept, by group: these groups are compared nowhere. */
export const excludedExchanges: Readonly<Record<string, number>> = { "OS-FEDERATION": 22, "OS-SIMPLE-CERT": 1 };

/**
 * The order in which they were recorded, as far as one depends on another: group, first index, last index. What follows here
 * names what came before it.
 */
const ORDER: readonly (readonly [group: string, first: number, last: number])[] = [
  ["auth", 0, 2],
  ["roles", 0, 0],
  ["auth", 3, 18],
  ["versions", 0, 6],
  ["regions", 0, 5],
  ["services", 0, 3],
  ["endpoints", 0, 4],
  ["domains", 0, 7],
  ["projects", 0, 9],
  ["tags", 0, 6],
  ["users", 0, 6],
  ["groups", 0, 7],
  ["roles", 1, 22],
  ["implied_roles", 0, 4],
  ["role_assignments", 0, 6],
  ["auth", 23, 26],
  ["OS-REVOKE", 0, 1],
  ["application_credentials", 0, 5],
  ["trusts", 0, 6],
  ["auth", 19, 22],
  ["trusts", 7, 7],
  ["credentials", 0, 8],
  ["mfa", 0, 3],
  ["policies", 0, 8],
  ["registered_limits", 0, 3],
  ["limits", 0, 7],
  ["OS-EP-FILTER", 0, 12],
  ["OS-OAUTH1", 0, 5],
  ["auth", 27, 29],
  ["errors", 0, 25],
];

/** The exchanges in the order of the run. */
export function inOrder(exchanges: readonly GoldenExchange[]): readonly GoldenExchange[] {
  return ORDER.flatMap(([group, first, last]) =>
    exchanges.filter((exchange) => exchange.group === group && exchange.index >= first && exchange.index <= last),
  );
}
