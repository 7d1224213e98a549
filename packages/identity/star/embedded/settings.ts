import type { EmbeddedSettings } from "./types.ts";

export const defaultSettings: EmbeddedSettings = {
  pollMs: 5000,
  standbyPollMs: 1000,
  confirmMs: 3000,
  standbyAwayMs: 4000,
  helloMs: 2000,
  retryMs: 250,
  answerMs: 3000,
  watchMs: 5,
  keptChanges: 100_000,
};
