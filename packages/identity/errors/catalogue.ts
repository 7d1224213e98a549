import type { ErrorEntry } from "@multisite/kernel/errors";

/** The errors of requests and of starting up, by the code that stands in the log beside the request's ID. */
export const apiErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.unauthorized",
    remedy: "The login, or the token of the caller, is no good. The log says why; the answer does not, so that nobody can guess.",
    status: 401,
  },
  {
    code: "identity.account.locked",
    remedy: "Too many wrong passwords. Wait for lockout_duration, or set a new password.",
    status: 401,
  },
  { code: "identity.account.disabled", remedy: "The account is disabled. An administrator can enable it.", status: 401 },
  {
    code: "identity.account.password_expired",
    remedy: "The password must be changed: POST /v3/users/{user_id}/password.",
    status: 401,
  },
  {
    code: "identity.auth.method_not_supported",
    remedy: "The login uses a method that `[auth] methods` does not list; the answer lists those there are.",
    status: 401,
  },
  {
    code: "identity.auth.insufficient_methods",
    remedy: "The user's rules ask for more methods. Send them with the receipt.",
    status: 401,
  },
  { code: "identity.auth.plugin", remedy: "The authentication method refused the login; the answer says why.", status: 401 },
  { code: "identity.auth.rate_limited", remedy: "Too many logins. Wait for as long as Retry-After says.", status: 429 },
  {
    code: "identity.receipt.not_found",
    remedy: "The receipt has expired or is not from this cloud. Begin the login again.",
    status: 401,
  },
  {
    code: "identity.forbidden",
    remedy: "The policy does not allow the caller this action. Use a token with another role or scope.",
    status: 403,
  },
  { code: "identity.forbidden.stated", remedy: "The request is refused for the reason that the answer states.", status: 403 },
  {
    code: "identity.request.missing",
    remedy: "The request lacks something, or its body is not JSON. The answer names it.",
    status: 400,
  },
  { code: "identity.request.invalid", remedy: "A value in the request is wrong. The answer names it.", status: 400 },
  {
    code: "identity.request.too_large",
    remedy: "The body is larger than `[oslo_middleware] max_request_body_size`.",
    status: 413,
  },
  {
    code: "identity.request.headers_too_large",
    remedy: "The request's headers are larger than 16 KiB together. Send fewer or shorter ones.",
    status: 431,
  },
  {
    code: "identity.request.timeout",
    remedy: "The request did not arrive in time. Look at the network, or at a client that stops in the middle.",
    status: 408,
  },
  { code: "identity.conflict", remedy: "The name or ID is taken. Choose another one.", status: 409 },
  {
    code: "identity.star.bulk_delete",
    remedy:
      "Nothing was deleted. Send it again with the header X-Multisite-Confirm-Delete and the number of rows, if all of them shall go.",
    status: 409,
  },
  { code: "identity.not_found", remedy: "What the path names is not there.", status: 404 },
  {
    code: "identity.token.not_found",
    remedy: "The token that was asked about is unknown, has expired or was revoked. The log says which.",
    status: 404,
  },
  { code: "identity.token.federated", remedy: "The federated token cannot be validated here. The log says why.", status: 404 },
  {
    code: "identity.method_not_allowed",
    remedy: "The path has no such method; the Allow header lists those it has.",
    status: 405,
  },
  { code: "identity.gone", remedy: "Keystone has removed this service, and so it is not here either.", status: 410 },
  {
    code: "identity.unexpected",
    remedy: "A fault of the service. Find the request ID in the log and report what stands there.",
    status: 500,
  },
  { code: "identity.not_implemented", remedy: "The action is not there with these settings.", status: 501 },
  {
    code: "identity.writes_unavailable",
    remedy: "The site's database is read-only now. Reads and logins go on; try the change again later.",
    status: 503,
  },
  {
    code: "identity.database.unavailable",
    remedy:
      "The site's database does not answer, refuses connections, or is locked by somebody. Look at it and at the network in between; the service goes on by itself once it is back. The log says why, once a minute.",
    status: 503,
  },
  {
    code: "identity.database.empty",
    remedy: "The database has no tables. Run `multisite identity bootstrap --config FILE`.",
    status: 1,
  },
  {
    code: "identity.database.missing",
    remedy: "There is no database file. Run `multisite identity bootstrap --config FILE`, or correct `[database] connection`.",
    status: 1,
  },
  {
    code: "identity.database.version",
    remedy: "The database has another schema than Keystone Zed's. Upgrade it with `keystone-manage db_sync`.",
    status: 1,
  },
  {
    code: "identity.import.invalid",
    remedy: "The keystone.conf cannot be read as oslo.config reads it. Correct the line that is named.",
    status: 1,
  },
  { code: "identity.audit.file", remedy: "Check `[audit] path` and that this user may write there.", status: 1 },
  { code: "identity.listen.tls", remedy: "Set certificate and private_key of `[listen]` both, or neither.", status: 1 },
  { code: "identity.trust.used_up", remedy: "The trust has no uses left. Its trustor can make a new one.", status: 403 },
];
