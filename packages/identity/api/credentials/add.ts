import { isDuplicateKey } from "@multisite/kernel/sql";
import type { AuditDetails } from "../../audit/index.ts";
import { conflict, forbiddenText } from "../../errors/index.ts";
import { type CredentialRecord, countCredentials, createCredential } from "../../store/credentials.ts";
import type { Exchange } from "../http/exchange.ts";
import { encryptBlob } from "./blob.ts";

/** A credential before its blob is encrypted. */
export type NewCredential = Omit<CredentialRecord, "encryptedBlob" | "keyHash"> & { readonly blob: string };

/** Stores a credential within the user's limit; 403 over it, 409 for a second one of the ID (keystone/credential/core.py). */
export async function addCredential(
  exchange: Exchange,
  { blob, ...credential }: NewCredential,
  audit: AuditDetails = {},
): Promise<CredentialRecord> {
  const { config, credentialCipher, database } = exchange.identity;
  const limit = config.credential.user_limit;
  const record = { ...credential, ...encryptBlob(credentialCipher, credential.type, blob) };
  await database
    .transaction(async (queries) => {
      if (limit >= 0 && (await countCredentials(queries, credential.userId)) >= limit) {
        throw forbiddenText(`Unable to create additional credentials, maximum of ${limit} already exceeded for user.`);
      }
      await createCredential(queries, record);
    })
    .catch((thrown) => {
      if (!isDuplicateKey(thrown)) throw thrown;
      const named = "name" in credential.extra ? `name ${credential.extra.name}` : `ID ${credential.id}`;
      throw conflict("credential", `Duplicate entry found with ${named}`);
    });
  await exchange.notify("credential", "created", credential.id, audit);
  return record;
}
