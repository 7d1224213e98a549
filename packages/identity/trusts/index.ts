export { consumeUse } from "./consume.ts";
export { findRedelegationFault, isTrustUsable, type TrustTerms } from "./redelegation.ts";
export { decideTerms, type GrantedTerms, type RequestedTerms } from "./terms.ts";
export { getTrustPedigree, getUsableTrust } from "./usable.ts";
