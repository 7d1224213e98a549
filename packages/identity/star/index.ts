export type {
  IdentityStar,
  KeySettings,
  NodeRole,
  StarEngine,
  StarMode,
  StarNode,
  StarSite,
} from "./topology/types.ts";
