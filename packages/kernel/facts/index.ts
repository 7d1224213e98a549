export { type FactStoreOptions, openFactStore } from "./store.ts";
export {
  type ArrivedFact,
  compareFacts,
  type Fact,
  type FactBody,
  type FactPage,
  type FactStore,
  type Forgetting,
  type NewFact,
  type StoredFact,
} from "./types.ts";
