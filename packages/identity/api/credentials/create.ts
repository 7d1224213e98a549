import { createHash } from "node:crypto";
import { uuidHex } from "@multisite/kernel/random";
import type { TokenModel } from "../../validation/index.ts";
import { withSelfLink } from "../http/listing.ts";
import { bodyObject } from "../http/request.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { refuseDelegated } from "./access.ts";
import { addCredential, type NewCredential } from "./add.ts";
import { isEc2Type, parseEc2Blob } from "./blob.ts";
import { renderBlobText } from "./blob-text.ts";
import { renderCredential } from "./render.ts";
import { credentialCreate } from "./schema.ts";

/** `POST /v3/credentials` (keystone/api/credentials.py, CredentialResource.post). */
export const createCredentialRoute: Route = {
  method: "POST",
  path: "/v3/credentials",
  async handle(exchange) {
    const given = bodyObject(exchange.request, "credential");
    const caller = await exchange.enforce("identity:create_credential", { target: { credential: given } });
    validateSchema(credentialCreate, given);
    await refuseDelegated(exchange, caller, given.type);
    const credential = withUniqueId(given, caller.model, () => uuidHex(exchange.identity.random));
    const record = await addCredential(exchange, credential);
    const rendered = renderCredential(record, credential.blob);
    return created({ credential: withSelfLink(exchange, rendered, ["credentials"]) });
  },
};

/** The ID of the row that an EC2 access key is found under (keystone/common/utils.py, hash_access_key). */
export const hashAccessKey = (access: string): string => createHash("sha256").update(access, "utf8").digest("hex");

/** EC2 credentials are found by their access key, and remember the delegation that made them (_assign_unique_id). */
function withUniqueId(given: Record<string, unknown>, model: TokenModel, newId: () => string): NewCredential {
  const { blob, id: _id, project_id: projectId, type, user_id: userId, ...rest } = given;
  const common = {
    userId: String(userId),
    projectId: typeof projectId === "string" ? projectId : null,
    type: String(type),
    extra: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name.replaceAll(/[:-]/g, "_"), value])),
  };
  if (!isEc2Type(type)) return { ...common, id: newId(), blob: String(blob) };
  const content = parseEc2Blob(blob);
  const delegation = {
    ...(model.trust ? { trust_id: model.trust.id } : {}),
    ...(model.applicationCredential ? { app_cred_id: model.applicationCredential.id } : {}),
    ...(model.accessToken ? { access_token_id: model.accessToken.id } : {}),
  };
  const isTied = Object.keys(delegation).length > 0;
  const text = isTied ? renderBlobText({ ...content, ...delegation }) : String(blob);
  return { ...common, id: hashAccessKey(content.access), blob: text };
}
