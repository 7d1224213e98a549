import type { RawReader, RawRow } from "@multisite/kernel/sql";
import type { TokenPayload } from "../tokens/index.ts";
import {
  readAccessToken,
  readApplicationCredential,
  readDomainScope,
  readProjectScope,
  readSystemScope,
  readTrust,
  readUser,
} from "./reads.ts";

/** What was read for a token; which tables are there depends on its kind. */
export interface TokenRows {
  readonly user: RawRow[];
  /** Project, domain or system scope. */
  readonly scope: RawRow[];
  readonly trust: RawRow[];
  readonly trustor: RawRow[];
  /** Project scope of the first trustor of a chain of redelegated trusts. */
  readonly originalTrustorScope: RawRow[];
  /** Of a redelegated trust: those that it was passed on from, the nearest first. */
  readonly trustAncestors: readonly TrustAncestor[];
  readonly applicationCredential: RawRow[];
  readonly accessToken: RawRow[];
}

/** A trust of a chain, and its trustee, who passed it on. */
export interface TrustAncestor {
  /** Without rows when the trust was deleted. */
  readonly trust: RawRow[];
  readonly trustee: RawRow[];
}

/** Reads what a token refers to. On SQLite nothing is awaited, so a hot validation stays in one turn of the event loop. */
export function readTokenRows(raw: RawReader, payload: TokenPayload): TokenRows | Promise<TokenRows> {
  const empty = {
    trust: [],
    trustor: [],
    originalTrustorScope: [],
    trustAncestors: [],
    applicationCredential: [],
    accessToken: [],
  };
  if (payload.trustId !== undefined) return readTrustRows(raw, payload, payload.trustId);
  const user = readUser(raw, payload.userId);
  const scope = readScope(raw, payload);
  const credential = payload.applicationCredentialId
    ? readApplicationCredential(raw, payload.userId, payload.applicationCredentialId)
    : ([] as RawRow[]);
  const accessToken = payload.accessTokenId ? readAccessToken(raw, payload.accessTokenId) : ([] as RawRow[]);
  if (isReady(user) && isReady(scope) && isReady(credential) && isReady(accessToken)) {
    return { ...empty, user, scope, applicationCredential: credential, accessToken };
  }
  return Promise.all([user, scope, credential, accessToken]).then(([userRows, scopeRows, credentialRows, accessTokenRows]) => ({
    ...empty,
    user: userRows,
    scope: scopeRows,
    applicationCredential: credentialRows,
    accessToken: accessTokenRows,
  }));
}

const isReady = (rows: RawRow[] | Promise<RawRow[]>): rows is RawRow[] => Array.isArray(rows);

function readScope(raw: RawReader, payload: TokenPayload): RawRow[] | Promise<RawRow[]> {
  if (payload.system !== undefined) return readSystemScope(raw, payload.userId);
  if (payload.domainId !== undefined) return readDomainScope(raw, payload.userId, payload.domainId);
  if (payload.projectId !== undefined) return readProjectScope(raw, payload.userId, payload.projectId);
  return [];
}

/** A trust's roles are those that its trustor, and the first trustor of the chain, still have on its project. */
async function readTrustRows(raw: RawReader, payload: TokenPayload, trustId: string): Promise<TokenRows> {
  const [user, trust] = await Promise.all([readUser(raw, payload.userId), readTrust(raw, trustId)]);
  const row = trust.find(isTrustRow);
  const none = { applicationCredential: [], accessToken: [] };
  if (!row) return { user, trust, scope: [], trustor: [], originalTrustorScope: [], trustAncestors: [], ...none };
  const trustorId = String(row.trustor_user_id);
  const trustAncestors = await readAncestors(raw, row);
  const original = trustAncestors.at(-1)?.trust.find(isTrustRow) ?? row;
  const originalTrustorId = String(original.trustor_user_id);
  const projectId = String(row.project_id ?? "");
  const [trustor, scope, originalTrustorScope] = await Promise.all([
    readUser(raw, trustorId),
    readProjectScope(raw, trustorId, projectId),
    originalTrustorId === trustorId ? [] : readProjectScope(raw, originalTrustorId, projectId),
  ]);
  return {
    user,
    trust,
    trustor,
    scope,
    originalTrustorScope: originalTrustorId === trustorId ? scope : originalTrustorScope,
    trustAncestors,
    ...none,
  };
}

const isTrustRow = (row: RawRow): boolean => row.kind === "trust";

async function readAncestors(raw: RawReader, trust: RawRow): Promise<TrustAncestor[]> {
  const ancestors: TrustAncestor[] = [];
  const seen = new Set([String(trust.id)]);
  let nextId = trust.redelegated_trust_id;
  while (nextId !== null && nextId !== undefined && !seen.has(String(nextId))) {
    seen.add(String(nextId));
    const rows = await readTrust(raw, String(nextId));
    const row = rows.find(isTrustRow);
    ancestors.push({ trust: rows, trustee: row ? await readUser(raw, String(row.trustee_user_id)) : [] });
    nextId = row?.redelegated_trust_id ?? null;
  }
  return ancestors;
}
