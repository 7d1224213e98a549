import type { CredentialRecord } from "../../store/credentials.ts";
import { decryptBlob } from "../credentials/blob.ts";
import type { Exchange } from "../http/exchange.ts";

/** An EC2 credential in the form of this older API (keystone/api/users.py, _convert_v3_to_ec2_credential). */
export function renderEc2Credential(exchange: Exchange, credential: CredentialRecord): Record<string, unknown> {
  const blob = JSON.parse(decryptBlob(exchange.identity.credentialCipher, credential)) as Record<string, unknown>;
  return {
    user_id: credential.userId,
    tenant_id: credential.projectId,
    access: blob.access ?? null,
    secret: blob.secret ?? null,
    trust_id: blob.trust_id ?? null,
    links: { self: exchange.links.to("users", credential.userId, "credentials", "OS-EC2", String(blob.access)) },
  };
}
