import type { CredentialRecord } from "../../store/credentials.ts";

/** A credential as answers show it (keystone/credential/backends/sql.py, to_dict). */
export function renderCredential(credential: CredentialRecord, blob: string): { readonly id: string } & Record<string, unknown> {
  return { ...credentialTarget(credential), id: credential.id, blob };
}

/** A credential as policy rules see it: without the secret in it. */
export function credentialTarget({ extra, id, userId, projectId, type }: CredentialRecord): Record<string, unknown> {
  return { ...extra, id, user_id: userId, project_id: projectId, type };
}
