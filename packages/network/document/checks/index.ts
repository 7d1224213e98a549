import { addressForm } from "./addresses.ts";
import type { Check } from "./check.ts";
import * as ofType from "./of-type.ts";
import * as pools from "./pools.ts";
import * as sites from "./sites.ts";

/** What a stretched network must be, in the order in which one would explain it. */
export const checks: readonly Check[] = [
  ofType.missingOfType,
  ofType.foreignToType,
  addressForm,
  sites.duplicateSite,
  sites.manualSite,
  sites.unknownSite,
  sites.siteCidrs,
  sites.sharedGateway,
  pools.poolOrder,
  pools.poolOutside,
  pools.poolOverlap,
  pools.routerRoom,
  pools.reservedAddress,
  ofType.rulePorts,
  ofType.uselessRules,
];
