export { readSignedRequest, type SignedRequest, timestampOf } from "./request.ts";
export { verifyEc2Signature, verifyS3Signature } from "./verify.ts";
