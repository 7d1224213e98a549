export {
  type CertificateChecks,
  type CertificateProblem,
  checkCertificate,
  fingerprintOf,
  isProblem,
  problemNow,
} from "./check.ts";
export { createPrivateKeyText } from "./keys.ts";
export { nameOf, nodeUri, requireWords } from "./node-name.ts";
export { createRequest, readRequest } from "./request.ts";
