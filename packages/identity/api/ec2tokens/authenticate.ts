import { isUserEnabled } from "../../auth/methods/user-enabled.ts";
import { listProjectRoles } from "../../delegated-roles/index.ts";
import { readSignedRequest, type SignedRequest, timestampOf } from "../../ec2/index.ts";
import { badRequest, notFound, notFoundText, unauthorized } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import { getApplicationCredential } from "../../store/application-credentials.ts";
import { type CredentialRecord, getCredential } from "../../store/credentials.ts";
import { parseIsoTime } from "../../store/iso-time.ts";
import { getAccessToken } from "../../store/oauth1.ts";
import { getDomain, getProject } from "../../store/projects.ts";
import { listRolesByIds } from "../../store/roles.ts";
import { getUser } from "../../store/users.ts";
import type { IssuedToken, TokenRequest } from "../../token-service/index.ts";
import { getUsableTrust } from "../../trusts/index.ts";
import { decryptBlob } from "../credentials/blob.ts";
import { hashAccessKey } from "../credentials/create.ts";

/** Whether a request carries the signature of a secret. */
export type VerifySignature = (secret: string, request: SignedRequest) => boolean;

/**
 * A token for the owner of the EC2 credential that signed a request, limited by the delegation that made the credential
 * (keystone/api/_shared/EC2_S3_Resource.py, handle_authenticate; checks in its order).
 */
export async function authenticateSigned(
  identity: Identity,
  body: Readonly<Record<string, unknown>>,
  verify: VerifySignature,
): Promise<IssuedToken> {
  if (Object.keys(body).length === 0) throw badRequest("request must include a request body");
  const request = readSignedRequest(body);
  if (!request) throw unauthorized("EC2 Signature not supplied");
  const id = hashAccessKey(request.access);
  const credential = await getCredential(identity.database.query, id);
  if (!credential) throw notFound("credential", id);
  if (credential.type !== "ec2") throw unauthorized("EC2 access key not found.");
  const blob = JSON.parse(decryptBlob(identity.credentialCipher, credential)) as Record<string, unknown>;
  if (typeof blob.secret !== "string" || !verify(blob.secret, request)) throw unauthorized("Invalid EC2 signature.");
  const projectId = await requireEnabledOwner(identity, credential);
  checkTimestamp(identity, request);
  const delegation = await readDelegation(identity, credential.userId, projectId, blob);
  if (delegation.roleIds.length === 0) throw unauthorized("User not valid for project.");
  await requireRoles(identity, delegation.roleIds);
  return identity.tokens.issue({
    userId: delegation.userId,
    methods: ["ec2credential"],
    projectId,
    ...delegation.contents,
  });
}

async function requireEnabledOwner(identity: Identity, { projectId, userId }: CredentialRecord): Promise<string> {
  const queries = identity.database.query;
  const project = projectId === null ? undefined : await getProject(queries, projectId);
  if (!project) throw notFound("project", String(projectId));
  const user = await getUser(queries, userId);
  if (!user) throw notFound("user", userId);
  const userDomain = await getDomain(queries, user.domainId);
  if (!userDomain?.enabled || !(await isUserEnabled(identity, user))) throw unauthorized("the user is disabled");
  const projectDomain = project.domainId === null ? project : await getDomain(queries, project.domainId);
  if (!project.enabled || !projectDomain?.enabled) throw unauthorized("the project is disabled");
  return project.id;
}

/** A signature without a time has none by its maker's choice, and does not age (_check_timestamp). */
function checkTimestamp({ clock, config }: Identity, request: SignedRequest): void {
  const text = timestampOf(request);
  if (text === undefined) return;
  const timeMs = parseIsoTime(text);
  if (timeMs === undefined) throw unauthorized("Credential timestamp is invalid");
  if (clock.nowMs() > timeMs + config.credential.auth_ttl * 60_000) throw unauthorized("Credential is expired");
}

/** Whose token it is, with which roles and within which delegation. */
interface Delegation {
  readonly userId: string;
  readonly roleIds: readonly string[];
  readonly contents: Pick<TokenRequest, "trustId" | "applicationCredentialId" | "accessTokenId">;
}

async function readDelegation(
  identity: Identity,
  userId: string,
  projectId: string,
  blob: Readonly<Record<string, unknown>>,
): Promise<Delegation> {
  const queries = identity.database.query;
  if (blob.trust_id) {
    const trust = await getUsableTrust(identity, queries, String(blob.trust_id));
    // With impersonation the credential is the trustor's, but the trust's token is made for the trustee.
    const holder = trust.impersonation ? trust.trusteeUserId : userId;
    return { userId: holder, roleIds: trust.roleIds, contents: { trustId: trust.id } };
  }
  if (blob.app_cred_id) {
    const found = await getApplicationCredential(queries, String(blob.app_cred_id));
    if (!found) throw notFound("application credential", String(blob.app_cred_id));
    if (found.projectId !== projectId) throw unauthorized("the project is not that of the application credential");
    return { userId, roleIds: found.roleIds, contents: { applicationCredentialId: found.id } };
  }
  if (blob.access_token_id) {
    const found = await getAccessToken(queries, String(blob.access_token_id));
    if (!found) throw notFoundText("Access token not found");
    if (found.projectId !== projectId) throw unauthorized("the project is not that of the access token");
    return { userId, roleIds: found.roleIds, contents: { accessTokenId: found.id } };
  }
  const { effective } = await listProjectRoles(identity, userId, projectId);
  return { userId, roleIds: [...effective], contents: {} };
}

async function requireRoles(identity: Identity, roleIds: readonly string[]): Promise<void> {
  const found = new Set((await listRolesByIds(identity.database.query, roleIds)).map((role) => role.id));
  const missing = roleIds.find((roleId) => !found.has(roleId));
  if (missing !== undefined) throw notFound("role", missing);
}
