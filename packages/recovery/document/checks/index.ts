import type { Check } from "./check.ts";
import * as ofMode from "./of-mode.ts";
import * as sites from "./sites.ts";
import * as vms from "./vms.ts";

/** What a protection plan must be, in the order in which one would explain it. */
export const checks: readonly Check[] = [
  sites.sameSite,
  ofMode.missingOfMode,
  ofMode.foreignToMode,
  ofMode.fullOfCeph,
  ofMode.keepsAChain,
  vms.duplicateVms,
  vms.selectsNothing,
  vms.hooks,
  vms.healthPorts,
  vms.unquiesced,
  sites.mappedTwice,
  sites.redirectFields,
];
