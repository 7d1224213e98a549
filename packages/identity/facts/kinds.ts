/** A wrong password; subject: user ID. */
export const PASSWORD_FAILED = "identity.password.failed";
/** Earlier wrong passwords no longer count: a right one was given, or the lock ran out; subject: user ID. */
export const PASSWORD_CLEARED = "identity.password.cleared";
/** A login; subject: user ID. One a day is enough, because Keystone counts inactivity in days. */
export const LAST_ACTIVE = "identity.user.last_active";
/** A one-time code was used; subject: credential ID and time step. */
export const CODE_USED = "identity.totp.used";
/** Tokens are revoked; subject: what is revoked, such as `audit:ID`; body: {@link Revoked}. */
export const TOKEN_REVOKED = "identity.token.revoked";
/** A user is denied from now on; subject: user ID. */
export const USER_DENIED = "identity.user.denied";
/** A user's denials are lifted; subject: user ID; body: which ones, so that one that nobody had heard of stands. */
export const USER_ALLOWED = "identity.user.allowed";
