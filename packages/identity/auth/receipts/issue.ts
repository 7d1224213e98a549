import { KeystoneError } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import { getDomain } from "../../store/projects.ts";
import { isoTime } from "../../store/time.ts";
import { getUser } from "../../store/users.ts";
import { type MfaRules, remainingMfaRules } from "../mfa/rules.ts";

const SECOND_MS = 1000;

/** The 401 whose header and body are a receipt for the methods that were passed (keystone/receipt/handlers.py, build_receipt). */
export async function receiptRequired(
  identity: Identity,
  userId: string,
  methods: readonly string[],
  rules: MfaRules,
): Promise<KeystoneError> {
  const { clock, config, database, receipts } = identity;
  const user = await getUser(database.query, userId);
  const domain = user && (await getDomain(database.query, user.domainId));
  const issuedAtMs = Math.floor(clock.nowMs() / SECOND_MS) * SECOND_MS;
  const expiresAtMs = issuedAtMs + config.receipt.expiration * SECOND_MS;
  const receipt = receipts.seal({ userId, methods, issuedAtMs, expiresAtMs });
  const body = {
    receipt: {
      methods,
      user: { id: userId, name: user?.name, domain: { id: user?.domainId, name: domain?.name } },
      expires_at: isoTime(expiresAtMs),
      issued_at: isoTime(issuedAtMs),
    },
    required_auth_methods: remainingMfaRules(rules, methods, config.auth.methods),
  };
  const message = `Insufficient auth methods received for ${userId}. Auth Methods Provided: [${methods.join(",")}].`;
  return new KeystoneError("identity.auth.insufficient_methods", 401, message, {
    body,
    headers: { "Openstack-Auth-Receipt": receipt },
  });
}
