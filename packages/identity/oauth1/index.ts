export { parseAuthorizationHeader } from "./authorization-header.ts";
export {
  checkAccessTokenRequest,
  checkMandatory,
  checkRequestTokenRequest,
  VERIFIER_CHARACTERS,
  VERIFIER_LENGTH,
} from "./checks.ts";
export { type HttpRequest, isFault, type OauthFault, type OauthRequest, readOauthRequest } from "./request.ts";
export { type OauthSecrets, verifyOauthSignature } from "./signature.ts";
