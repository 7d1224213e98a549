import { badRequest, invalidTimestamp } from "../../errors/index.ts";
import { parseIsoTime } from "../../store/iso-time.ts";
import { type ExpiryOperator, NO_CONDITIONS, type TextCondition, type UserConditions } from "../../store/user-list.ts";
import { type Filter, readBoolean } from "../http/listing.ts";

/** A list's conditions: what the database can answer, and what is left for each item of the answer. */
export interface UserFilters {
  readonly conditions: UserConditions;
  readonly rest: readonly Filter[];
}

const OPERATORS: Readonly<Record<string, ExpiryOperator>> = { lt: "<", lte: "<=", gt: ">", gte: ">=", eq: "=", neq: "!=" };
const FEDERATED_COLUMNS = ["idp_id", "protocol_id", "unique_id"] as const;
const INEXACT = ["contains", "startswith", "endswith"] as const;

/**
 * Splits the query's conditions as Keystone's driver does: the database takes exact ones and those without regard to case
 * (keystone/common/sql/core.py, _filter; keystone/identity/core.py, _handle_shadow_and_local_users).
 */
export function splitUserFilters(filters: readonly Filter[]): UserFilters {
  const of = (name: string): Filter[] => filters.filter((filter) => filter.name === name);
  // Whatever their comparator, these are compared exactly.
  const federated = FEDERATED_COLUMNS.flatMap((column) => of(column).map(({ value }) => ({ column, value })));
  const expiry = of("password_expires_at").map(({ value }) => readExpiryCondition(value));
  const inDatabase = (filter: Filter): boolean => toTextCondition(filter) !== undefined;
  const texts = (name: string): TextCondition[] => of(name).flatMap((filter) => toTextCondition(filter) ?? []);
  const names =
    federated.length === 0 ? texts("name") : of("name").map(({ value }) => ({ comparator: "equals" as const, value }));
  return {
    conditions: {
      ...NO_CONDITIONS,
      domainIds: texts("domain_id"),
      names,
      enabled: of("enabled").flatMap((filter) => (filter.comparator === "equals" ? [readBoolean(filter.value)] : [])),
      // Keystone forgets this condition when it looks for federated users.
      passwordExpiry: federated.length === 0 ? expiry : [],
      federated: federated.length === 0 ? undefined : federated,
    },
    rest: filters.filter(
      (filter) =>
        (["name", "domain_id"].includes(filter.name) && !inDatabase(filter)) ||
        (filter.name === "enabled" && filter.comparator !== "equals"),
    ),
  };
}

/** A condition that SQL can answer, or undefined. */
export function toTextCondition({ comparator, value, caseSensitive }: Filter): TextCondition | undefined {
  if (comparator === "equals") return { comparator, value };
  const inexact = INEXACT.find((candidate) => candidate === comparator);
  return inexact === undefined || caseSensitive ? undefined : { comparator: inexact, value };
}

/** `lt:2026-11-22T00:00:00Z`; without an operator it is `eq` (keystone/identity/core.py, _translate_expired_password_hints). */
function readExpiryCondition(text: string): { operator: ExpiryOperator; timeMs: number } {
  const hasOperator = text.slice(2, 4).includes(":");
  const separator = text.indexOf(":");
  const name = hasOperator ? text.slice(0, separator) : "eq";
  const timeMs = parseIsoTime(hasOperator ? text.slice(separator + 1) : text);
  if (timeMs === undefined) throw invalidTimestamp();
  const operator = OPERATORS[name];
  if (operator === undefined) {
    throw badRequest(
      `The given operator ${name} is not valid. It must be one of the following: 'eq', 'neq', 'lt', 'lte', 'gt', or 'gte'.`,
    );
  }
  return { operator, timeMs };
}
