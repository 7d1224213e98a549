import type { Identity } from "../../identity.ts";
import { OPTION_IDS } from "../../passwords/index.ts";
import { getUserOptions } from "../../store/users.ts";
import { receiptRequired } from "../receipts/index.ts";
import { meetsMfaRules, parseMfaRules } from "./rules.ts";

/**
 * Passes when the user has no rules, or the methods meet one; else throws the 401 that carries a receipt for the methods so far
 * (keystone/api/_shared/authentication.py, authenticate_for_token).
 */
export async function requireMfa(identity: Identity, userId: string, passed: readonly string[]): Promise<void> {
  const options = await getUserOptions(identity.database.query, userId);
  if (options.get(OPTION_IDS.multiFactorAuthEnabled) === false) return;
  const rules = parseMfaRules(options.get(OPTION_IDS.multiFactorAuthRules));
  if (meetsMfaRules(rules, passed, identity.config.auth.methods)) return;
  throw await receiptRequired(identity, userId, passed, rules);
}
