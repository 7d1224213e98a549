import { KeystoneError } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";

/**
 * The methods that an `Openstack-Auth-Receipt` vouches for; none without the header. A receipt of another user, an expired or a
 * forged one is a 401 (keystone/receipt/handlers.py, extract_receipt; keystone/receipt/provider.py, validate_receipt).
 */
export function methodsOfReceipt(identity: Identity, receipt: string | undefined, userId: string): readonly string[] {
  if (!receipt) return [];
  const opened = identity.receipts.open(receipt);
  if (!opened.ok) throw receiptNotFound(receipt, opened.reason);
  if (identity.clock.nowMs() >= opened.payload.expiresAtMs) throw receiptNotFound(receipt, "expired");
  if (opened.payload.userId !== userId) throw receiptNotFound(receipt, "the receipt is another user's");
  return opened.payload.methods;
}

function receiptNotFound(receipt: string, detail: string): KeystoneError {
  return new KeystoneError("identity.receipt.not_found", 401, `Could not find auth receipt: ${receipt}.`, { detail });
}
