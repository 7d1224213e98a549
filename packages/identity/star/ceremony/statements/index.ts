export { keyHashOf, keyIdOf } from "./key-id.ts";
export { isForOperators } from "./operators.ts";
export type { ReadStatements, RejectedStatement, TrustRoot, VerifySignature } from "./read.ts";
export { createStatementReader, readStatements, type StatementReader } from "./reader.ts";
export { type StatementSigner, sayStatement } from "./say.ts";
export { STATEMENT_KIND } from "./signed.ts";
