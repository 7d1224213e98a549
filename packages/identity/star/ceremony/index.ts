export { type AlarmSources, CEREMONY_ALARMS, ceremonyAlarms } from "./alarms.ts";
export {
  countedMembers,
  isKnownToEvicted,
  keysToServe,
  mayServe,
  notYetAdmittedBy,
  notYetInstalled,
  notYetRenounced,
  primaryKeyOf,
  signingKeyOf,
} from "./certificates.ts";
export { ceremonyGates, decide, type Gates, keysToHold } from "./decide/index.ts";
export * from "./disk/index.ts";
export * from "./explain/index.ts";
export * from "./fence/index.ts";
export * from "./loop/index.ts";
export * from "./operate/index.ts";
export * from "./reencrypt/index.ts";
export { ceremonySettings } from "./settings.ts";
export * from "./statements/index.ts";
export * from "./types.ts";
export * from "./verifiers/index.ts";
export * from "./verify/index.ts";
export { viewOf } from "./view.ts";
