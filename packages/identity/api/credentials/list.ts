import { KeystoneError } from "../../errors/index.ts";
import { listCredentials } from "../../store/credentials.ts";
import { collectionReply, readFilters } from "../http/listing.ts";
import type { Route } from "../http/route.ts";
import { isAllowed, refuseDelegated } from "./access.ts";
import { decryptBlob } from "./blob.ts";
import { credentialTarget, renderCredential } from "./render.ts";

const FILTERS = ["user_id", "type"];

/**
 * `GET /v3/credentials`: of all, those that the caller may also get one by one (keystone/api/credentials.py,
 * CredentialResource._list_credentials).
 */
export const listCredentialsRoute: Route = {
  method: "GET",
  path: "/v3/credentials",
  async handle(exchange) {
    const { identity, request } = exchange;
    const known = await exchange.caller();
    const own = { credential: { user_id: known.credentials.user_id } };
    const caller = await exchange.enforce("identity:list_credentials", {
      filters: FILTERS,
      ...(known.credentials.system_scope === null ? { target: own } : {}),
    });
    const filters = readFilters(request.query, FILTERS);
    const exact = (name: string): string | undefined =>
      filters.find((filter) => filter.name === name && filter.comparator === "equals")?.value;
    const credentials = await listCredentials(identity.database.query, { userId: exact("user_id"), type: exact("type") });
    const shown = [];
    for (const credential of credentials) {
      const target = { credential: credentialTarget(credential) };
      if (!(await isAllowed(exchange, "identity:get_credential", { target }))) continue;
      if (!(await passes(refuseDelegated(exchange, caller, credential.type)))) continue;
      shown.push(renderCredential(credential, decryptBlob(identity.credentialCipher, credential)));
    }
    return collectionReply(exchange, shown, { name: "credentials", filters, limit: identity.config.DEFAULT.list_limit });
  },
};

function passes(check: Promise<void>): Promise<boolean> {
  return check.then(
    () => true,
    (thrown) => {
      if (thrown instanceof KeystoneError && thrown.status === 403) return false;
      throw thrown;
    },
  );
}
