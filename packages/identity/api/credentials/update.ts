import { updateCredentialBlob } from "../../store/credentials.ts";
import { withSelfLink } from "../http/listing.ts";
import { bodyObject } from "../http/request.ts";
import { ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { enforceOnCredential, refuseDelegated, requireCredential } from "./access.ts";
import { checkBlobUpdate, decryptBlob, encryptBlob } from "./blob.ts";
import { credentialTarget, renderCredential } from "./render.ts";
import { credentialUpdate } from "./schema.ts";

/** `PATCH /v3/credentials/{credential_id}` (keystone/api/credentials.py, CredentialResource.patch). */
export const updateCredentialRoute: Route = {
  method: "PATCH",
  path: "/v3/credentials/{credential_id}",
  async handle(exchange) {
    const { credentialCipher, database } = exchange.identity;
    const found = await enforceOnCredential(exchange, "identity:update_credential");
    const given = bodyObject(exchange.request, "credential");
    validateSchema(credentialUpdate, given);
    const credential = requireCredential(exchange, found.credential);
    await refuseDelegated(exchange, found.caller, credential.type);
    checkBlobUpdate(credential.type, decryptBlob(credentialCipher, credential), given.blob);
    await exchange.enforce("identity:update_credential", {
      target: { credential: { ...credentialTarget(credential), ...given } },
    });
    const blob = String(given.blob);
    await updateCredentialBlob(database.query, credential.id, encryptBlob(credentialCipher, credential.type, blob));
    return ok({ credential: withSelfLink(exchange, renderCredential(credential, blob), ["credentials"]) });
  },
};
