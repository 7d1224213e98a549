export {
  createMemberKeys,
  createMemberSealer,
  type MemberKeys,
  type MemberSealer,
  readMemberKeys,
  type SealRecipient,
  verifySignature,
} from "./member-keys.ts";
