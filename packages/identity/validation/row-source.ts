import type { RawReader, RawRow } from "@multisite/kernel/sql";
import { LRUCache } from "lru-cache";
import type { Denials } from "../facts/index.ts";
import type { TokenPayload } from "../tokens/index.ts";
import { readTokenRows, type TokenRows } from "./scopes.ts";

/** The rows of a token's user and scope, with a text that differs when they do. */
export interface ReadRows {
  readonly rows: TokenRows;
  readonly fingerprint: string;
}

/** Gives the rows that a token refers to, as they are at a revision. */
export interface RowSource {
  at(revision: number, payload: TokenPayload): ReadRows | Promise<ReadRows>;
}

/** Users and scopes whose rows are kept, about a kilobyte each. */
const MAX_ENTRIES = 2000;

/**
 * Reads once for all tokens of a user and scope at a revision: after an unrelated write, the many tokens of a service user are
 * confirmed by one read. The revision is the one that the caller took before asking, of the data and the denials. Who is denied is
 * as good as disabled in the rows.
 */
export function createRowSource(raw: RawReader, denials: Denials): RowSource {
  const cache = new LRUCache<string, ReadRows & { readonly revision: number }>({ max: MAX_ENTRIES });

  function remember(key: string, revision: number, rows: TokenRows): ReadRows {
    const known = cache.peek(key);
    for (const user of [rows.user, rows.trustor, ...rows.trustAncestors.map(({ trustee }) => trustee)]) disable(user, denials);
    const read = { rows, fingerprint: JSON.stringify(rows), revision };
    // A slower read must not hide a newer one.
    if (!known || known.revision <= revision) cache.set(key, read);
    return read;
  }

  return {
    at(revision, payload) {
      const key = keyOf(payload);
      const known = cache.get(key);
      if (known?.revision === revision) return known;
      const rows = readTokenRows(raw, payload);
      return rows instanceof Promise ? rows.then((read) => remember(key, revision, read)) : remember(key, revision, rows);
    },
  };
}

function disable(user: readonly RawRow[], denials: Denials): void {
  for (const row of user) if (denials.isDenied(String(row.id))) row.enabled = 0;
}

/** Everything of a payload that decides what is read. */
function keyOf(payload: TokenPayload): string {
  const { userId, projectId, domainId, system, trustId, accessTokenId, applicationCredentialId } = payload;
  const delegation = trustId ?? accessTokenId ?? applicationCredentialId ?? "";
  return `${payload.kind} ${userId} ${projectId ?? domainId ?? system ?? ""} ${delegation}`;
}
