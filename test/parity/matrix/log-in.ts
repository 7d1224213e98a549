import type { ParityClient } from "../client/types.ts";

/** Logs in by password, unscoped without a scope. */
export async function logIn(
  client: ParityClient,
  user: Readonly<Record<string, unknown>>,
  scope?: unknown,
): Promise<{ readonly token: string; readonly userId: string }> {
  const identity = { methods: ["password"], password: { user } };
  const auth = scope === undefined ? { identity } : { identity, scope };
  const answer = await client.request("POST", "/v3/auth/tokens", { body: { auth } });
  const token = answer.headers["x-subject-token"];
  if (answer.status !== 201 || token === undefined) throw new Error(`login answered ${answer.status}: ${answer.text}`);
  return { token, userId: answer.body.token.user.id };
}
