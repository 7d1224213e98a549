export { isOpenStackError, OpenStackError, readJson } from "./answer.ts";
export { UnansweredError } from "./ending.ts";
export { createPatientTransport, type Patience } from "./patience.ts";
export { type Access, type ApiCall, ask, call } from "./request.ts";
export { DEFAULT_RETRY_POLICY, type RetryPolicy } from "./retry.ts";
export {
  type CallOptions,
  type CallTrace,
  createService,
  type Doorkeeper,
  type Entry,
  fixedEntry,
  isInDoubt,
  type Service,
  type ServiceOptions,
} from "./service.ts";
