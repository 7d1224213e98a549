export { explainKeys } from "./explain.ts";
export { keyStatus } from "./status.ts";
export { explanationLines } from "./text.ts";
export type {
  ExplainLocal,
  HoldUp,
  KeyExplanation,
  KeyPhase,
  KeysExplanation,
  MemberPhase,
  NextPhase,
  PurposeExplanation,
} from "./types.ts";
