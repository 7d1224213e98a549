import type { Identity } from "../../../identity.ts";
import { recordRevocation } from "../../../store/revocation-events.ts";
import { writeIfPossible } from "../../../store/write-if-possible.ts";
import { noContent, type Route } from "../../http/route.ts";
import { enforceOnSubject } from "./validate.ts";

/** `DELETE /v3/auth/tokens` (keystone/api/auth.py, AuthTokenResource.delete). */
export const revokeToken: Route = {
  method: "DELETE",
  path: "/v3/auth/tokens",
  async handle(exchange) {
    const subject = await enforceOnSubject(exchange, "identity:revoke_token");
    const auditId = subject.model.payload.auditIds[0] ?? "";
    await revoke(exchange.identity, auditId);
    return noContent;
  },
};

/** In a star a fact, which needs no master; and the row that Keystones look at, where this node is the one that writes. */
async function revoke(identity: Identity, auditId: string): Promise<void> {
  const { clock, database, facts, host } = identity;
  if (!host) return recordRevocation(identity, database.query, { auditId });
  facts.revoke({ auditId }, clock.nowMs());
  if ((host.states.now().writes ?? "here") !== "here") return;
  // A node that has just become a replica leaves it to a master, which writes it when it hears of the fact.
  await writeIfPossible(() => recordRevocation(identity, database.query, { auditId }));
}
