export {
  type CheckedPlan,
  checkPlanText,
  type ProtectionMode,
  type ProtectionPlan,
  parsePlan,
  planExamples,
  planFields,
  planSchema,
} from "./document/index.ts";
export { recoveryErrorCatalogue } from "./errors.ts";
export {
  type Manifest,
  type ManifestAttachment,
  type ManifestBackup,
  type ManifestNic,
  type ManifestServer,
  type ManifestVolume,
  readManifest,
  writeManifest,
} from "./manifest/index.ts";
export {
  type ChainRules,
  decideRetention,
  type NextBackup,
  nextBackup,
  type RecoveryPoint,
  type Retention,
  type RetentionRules,
  type SeenBackup,
} from "./points/index.ts";
export {
  type ArmedFreeze,
  createFreezeGuard,
  type FreezeGuard,
  type FreezeGuardPorts,
  type FreezeGuardSettings,
  type FreezeStore,
  type Frozen,
  freezeGuardSettings,
  type GuardedGuest,
  type Guest,
  openFreezeFile,
  type QuiesceHands,
  type WantedFreeze,
  whileQuiesced,
} from "./quiesce/index.ts";
export {
  decideRestoration,
  type Restoration,
  type RestorationObstacle,
  type RestorationStep,
  type SiteStock,
} from "./restoration/index.ts";
