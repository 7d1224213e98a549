export { openFreezeFile } from "./freeze-file.ts";
export { createFreezeGuard, freezeGuardSettings } from "./guard.ts";
export type {
  ArmedFreeze,
  FreezeGuard,
  FreezeGuardPorts,
  FreezeGuardSettings,
  FreezeStore,
  GuardedGuest,
  Guest,
  QuiesceHands,
} from "./types.ts";
export { type Frozen, type WantedFreeze, whileQuiesced } from "./while-quiesced.ts";
