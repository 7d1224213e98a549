export { keyHashOf, keyIdOf } from "./key-id.ts";
export { isForOperators } from "./operators.ts";
export {
  type ReadStatements,
  type RejectedStatement,
  readStatements,
  type TrustRoot,
  type VerifySignature,
} from "./read.ts";
export { type StatementSigner, sayStatement } from "./say.ts";
export { STATEMENT_KIND } from "./signed.ts";
