import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { enforceOnCredential, refuseDelegated, requireCredential } from "./access.ts";
import { decryptBlob } from "./blob.ts";
import { renderCredential } from "./render.ts";

/** `GET /v3/credentials/{credential_id}` (keystone/api/credentials.py, CredentialResource._get_credential). */
export const getCredentialRoute: Route = {
  method: "GET",
  path: "/v3/credentials/{credential_id}",
  async handle(exchange) {
    const found = await enforceOnCredential(exchange, "identity:get_credential");
    const credential = requireCredential(exchange, found.credential);
    await refuseDelegated(exchange, found.caller, credential.type);
    const rendered = renderCredential(credential, decryptBlob(exchange.identity.credentialCipher, credential));
    return ok({ credential: withSelfLink(exchange, rendered, ["credentials"]) });
  },
};
