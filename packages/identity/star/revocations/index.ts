export { type PendingRevocation, pendingRevocations } from "./pending.ts";
export { type RevocationRowsDependencies, writeRevocationRows } from "./write-rows.ts";
