import type { ReplicationTiming } from "./types.ts";

export const DEFAULT_TIMING: ReplicationTiming = {
  longPollMs: 5000,
  answerMs: 3000,
  noticeMs: 2,
  guardMs: 100,
  greetMs: 1000,
  confirmLimitMs: 3000,
  retryMs: 500,
  trimMs: 60_000,
};
