export { type CertificateCare, type CertificateCareOptions, type CertificateStatus, startCertificateCare } from "./care.ts";
