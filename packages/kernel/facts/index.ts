export { type FactStoreOptions, openFactStore } from "./store.ts";
export {
  compareFacts,
  type Fact,
  type FactBody,
  type FactPage,
  type FactStore,
  type Forgetting,
  type NewFact,
  type StoredFact,
} from "./types.ts";
