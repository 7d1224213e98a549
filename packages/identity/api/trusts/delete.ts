import { withoutInitiator } from "../../audit/index.ts";
import type { Identity } from "../../identity.ts";
import type { Queries } from "../../store/database.ts";
import { recordRevocation } from "../../store/revocation-events.ts";
import { deleteTrust, listTrusts } from "../../store/trusts.ts";
import { noContent, type Route } from "../http/route.ts";
import { enforceOnTrust } from "./access.ts";

/** `DELETE /v3/OS-TRUST/trusts/{trust_id}` (keystone/api/trusts.py, TrustResource.delete). */
export const deleteTrustRoute: Route = {
  method: "DELETE",
  path: "/v3/OS-TRUST/trusts/{trust_id}",
  async handle(exchange) {
    const { identity } = exchange;
    const trust = await enforceOnTrust(exchange, "identity:delete_trust");
    const deleted = await identity.database.transaction((queries) =>
      deleteWithRedelegated(identity, queries, trust.id, trust.trustorUserId),
    );
    for (const trustId of deleted) {
      await exchange.notify("OS-TRUST:trust", "deleted", trustId, trustId === trust.id ? {} : withoutInitiator);
    }
    return noContent;
  },
};

/**
 * Deletes a trust and what was passed on from it in the same trustor's name, each with its tokens. What others passed on in
 * their own name stays but is void without it (keystone/trust/core.py, delete_trust).
 */
async function deleteWithRedelegated(
  identity: Identity,
  queries: Queries,
  trustId: string,
  trustorUserId: string,
): Promise<string[]> {
  const deleted: string[] = [];
  for (const child of await listTrusts(queries, { trustorUserId, redelegatedTrustId: trustId })) {
    deleted.push(...(await deleteWithRedelegated(identity, queries, child.id, trustorUserId)));
  }
  await deleteTrust(identity.database.engine, queries, trustId, identity.clock.nowMs());
  await recordRevocation(identity, queries, { trustId });
  return [...deleted, trustId];
}
