export { createTokenFormat, type OpenedToken, type TokenFailure, type TokenFormat, type TokenFormatOptions } from "./format.ts";
export { FernetKey } from "./key.ts";
export { createFixedKeySource, type KeySet, type KeySource } from "./key-source.ts";
export { kindOf } from "./payload/index.ts";
export type { FederatedInformation, TokenContents, TokenKind, TokenPayload } from "./payload/types.ts";
export {
  createReceiptFormat,
  type OpenedReceipt,
  type ReceiptFormat,
  type ReceiptFormatOptions,
  type ReceiptPayload,
} from "./receipt.ts";
