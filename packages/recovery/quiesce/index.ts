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
