export { consumeUse } from "./consume.ts";
export { decideTerms } from "./terms.ts";
export { getTrustPedigree, getUsableTrust } from "./usable.ts";
