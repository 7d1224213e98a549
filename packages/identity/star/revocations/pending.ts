import type { FactStore } from "@multisite/kernel/facts";
import { createDenials, factId, type Revoked, readRevoked, TOKEN_REVOKED, USER_DENIED } from "../../facts/index.ts";

/** A revocation or denial that is to become rows, which is what Keystones look at. */
export interface PendingRevocation {
  readonly revoked: Revoked;
  readonly atMs: number;
  /** The user to be disabled, when the denial still stands. */
  readonly disables?: string;
}

/** What a host has heard of since rows were last written from its facts, and the mark to set once this is written. */
export interface PendingRevocations {
  readonly pending: readonly PendingRevocation[];
  readonly mark: string;
}

/** Name of the mark in the store of facts: a place for each kind. */
export const ROWS_MARK = "identity.revocation_rows";

/** Facts that may not be rows yet; some are, as another master or the API has written them. */
export function pendingRevocations(store: FactStore): PendingRevocations {
  const [revokedPlace = 0, deniedPlace = 0] = (store.mark(ROWS_MARK) ?? "").split(" ").map(Number);
  const revoked = store.arrived(TOKEN_REVOKED, revokedPlace);
  const denied = store.arrived(USER_DENIED, deniedPlace);
  const denials = createDenials(store);
  const fromRevoked = revoked.flatMap(({ body, atMs }) => {
    const read = readRevoked(body);
    return read ? [{ revoked: read, atMs }] : [];
  });
  const fromDenied = denied.map((fact) => ({
    revoked: { userId: fact.subject },
    atMs: fact.atMs,
    ...(denials.standing(fact.subject).includes(factId(fact)) ? { disables: fact.subject } : {}),
  }));
  return {
    pending: [...fromRevoked, ...fromDenied],
    mark: `${revoked.at(-1)?.place ?? revokedPlace} ${denied.at(-1)?.place ?? deniedPlace}`,
  };
}
