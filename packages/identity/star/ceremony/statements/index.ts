export {
  type ReadStatements,
  type RejectedStatement,
  readStatements,
  STATEMENT_KIND,
  sayStatement,
  type TrustRoot,
  type VerifySignature,
} from "./statements.ts";
