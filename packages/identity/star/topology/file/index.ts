export { contentHash } from "./content-hash.ts";
export { type Acceptance, acceptStar } from "./generations.ts";
export { readStoredGeneration, readStoredStar, type StoredStar, storedGenerations, storeStar } from "./store.ts";
