import { Secret } from "@multisite/kernel/secret";
import { type Access, ask, OpenStackError } from "../session/index.ts";
import type { TokenBody } from "./token-body.ts";

/** A user by ID, or by name in a domain. */
export type UserReference =
  | { readonly id: string }
  | { readonly name: string; readonly domain: { readonly id: string } | { readonly name: string } };

/** How somebody proves who they are, and for which scope. */
export type Credentials =
  | { readonly kind: "password"; readonly user: UserReference; readonly password: Secret; readonly scope?: object }
  | { readonly kind: "token"; readonly token: Secret; readonly scope?: object }
  | { readonly kind: "application_credential"; readonly id: string; readonly secret: Secret }
  | { readonly kind: "application_credential"; readonly name: string; readonly user: UserReference; readonly secret: Secret };

/** A token and what it means. */
export interface Login {
  readonly token: Secret;
  readonly body: TokenBody;
  readonly expiresAtMs: number;
}

/**
 * `POST /v3/auth/tokens`.
 *
 * @throws OpenStackError (401 for wrong credentials); MultisiteError `kernel.transport.*`
 */
export async function login(access: Access, credentials: Credentials): Promise<Login> {
  const path = "/auth/tokens";
  const answer = await ask(access, { method: "POST", path, body: { auth: toAuth(credentials) } });
  const token = answer.headers["x-subject-token"];
  if (answer.status !== 201 || token === undefined) throw new OpenStackError(`POST ${path}`, answer);
  const { token: body } = JSON.parse(answer.text) as { token: TokenBody };
  return { token: new Secret(token), body, expiresAtMs: Date.parse(body.expires_at) };
}

/** Secrets leave their wrapping here, on their way into the request. */
function toAuth(credentials: Credentials): object {
  if (credentials.kind === "application_credential") {
    const { kind, secret, ...reference } = credentials;
    return { identity: { methods: [kind], [kind]: { ...reference, secret: secret.reveal() } } };
  }
  const scope = credentials.scope === undefined ? {} : { scope: credentials.scope };
  if (credentials.kind === "token") {
    return { identity: { methods: ["token"], token: { id: credentials.token.reveal() } }, ...scope };
  }
  const user = { ...credentials.user, password: credentials.password.reveal() };
  return { identity: { methods: ["password"], password: { user } }, ...scope };
}
