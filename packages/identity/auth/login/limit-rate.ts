import type { Identity } from "../../identity.ts";
import { claimedUsers } from "../rate-limit/index.ts";
import type { LoginRequest } from "../types.ts";

/** Counts the attempt against its address and against whom it claims to be. @throws KeystoneError 429 */
export async function limitRate(identity: Identity, auth: Record<string, unknown>, request: LoginRequest): Promise<void> {
  const { loginLimits, database } = identity;
  loginLimits.takeAddress(request.address);
  if (!loginLimits.limitsUsers) return;
  for (const user of await claimedUsers(database.query, auth)) loginLimits.takeUser(user);
}
