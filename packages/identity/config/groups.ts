import { boolean, choice, integer, list, optionalInteger, optionalText, text } from "@multisite/kernel/config";

// Groups and names are those of keystone.conf (keystone/conf/*.py), so that a Keystone's settings can be taken over as they
// are; what Keystone does not have stands in the groups `listen`, `validation`, `rate_limit`, `facts` and `star`.

export const DEFAULT = {
  public_endpoint: optionalText(
    "Base URL that links and WWW-Authenticate show, without /v3; when unset, the request's Host header is used.",
  ),
  list_limit: optionalInteger("Most items that a list answers with; the answer then says `truncated`."),
  max_param_size: integer(64, "Longest ID in a URL, in characters."),
  max_project_tree_depth: integer(5, "Deepest nesting of projects."),
  strict_password_check: boolean(false, "Refuse passwords over max_password_length instead of cutting them."),
  insecure_debug: boolean(false, "Show private error details in answers. Only for a lab."),
  transport_url: optionalText("AMQP URL that audit events are sent to, as oslo.messaging writes it."),
  notification_format: choice(["basic", "cadf"], "cadf", "Format of notifications on the message bus."),
  default_publisher_id: optionalText("Name of this host in notifications; its host name when unset."),
  control_exchange: text("keystone", "Exchange on the message bus that notifications go to."),
  notification_opt_out: list(
    ["identity.authenticate.success", "identity.authenticate.pending", "identity.authenticate.failed"],
    "Event types that the message bus does not get; a login that was refused is identity.authenticate.failure.",
  ),
} as const;

export const assignment = {
  prohibited_implied_role: list(["admin"], "Roles that no other role may imply."),
} as const;

export const auth = {
  methods: list(
    ["external", "password", "token", "oauth1", "mapped", "application_credential"],
    "Authentication methods in order. The order is part of the token format: every site must have the same.",
  ),
} as const;

export const application_credential = {
  user_limit: integer(-1, "Most application credentials of a user; -1 is no limit.", -1),
} as const;

export const catalog = {
  list_limit: optionalInteger("Most items in a catalog list."),
} as const;

export const credential = {
  key_repository: text("credential-keys", "Directory of the keys that credentials are encrypted with."),
  user_limit: integer(-1, "Most credentials of a user; -1 is no limit.", -1),
  auth_ttl: integer(15, "Minutes that the signature of an EC2 request stays valid."),
} as const;

export const database = {
  connection: text("sqlite:///identity.db", "Database URL: sqlite:///PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE."),
  max_pool_size: integer(10, "Connections to MariaDB of each process.", 1),
  watch_interval_ms: integer(
    30,
    "How often MariaDB is asked whether another program changed it; a change shows one interval and one question later. 0 asks before every answer.",
  ),
} as const;

export const endpoint_filter = {
  return_all_endpoints_if_no_filter: boolean(true, "Show the whole catalog to projects without endpoint associations."),
} as const;

export const facts = {
  path: optionalText(
    "SQLite file of this host's facts (failed logins, last activity, used one-time codes, revocations); with [star] home, that of the home.",
  ),
} as const;

export const fernet_receipts = {
  key_repository: optionalText("Directory of the receipt keys; the token keys when unset."),
  max_active_keys: integer(3, "Most receipt keys that are kept.", 1),
} as const;

export const fernet_tokens = {
  key_repository: text("fernet-keys", "Directory of the token keys, in Keystone's format."),
  max_active_keys: integer(3, "Most token keys that are kept.", 1),
} as const;

export const identity = {
  default_domain_id: text("default", "ID of the default domain. It is part of the token format: every site must have the same."),
  max_password_length: integer(4096, "Longest password in bytes.", 1),
  password_hash_algorithm: choice(["bcrypt", "scrypt", "pbkdf2_sha512"], "bcrypt", "How new passwords are hashed."),
  password_hash_rounds: optionalInteger("Cost of the password hash; bcrypt's default is 12.", 4),
  password_hash_concurrency: optionalInteger(
    "Password hashes that are computed at once; one less than the cores when unset. Logins beyond it wait, token validation goes on.",
    1,
  ),
  scrypt_block_size: optionalInteger("Block size (r) of scrypt; 8 when unset.", 1),
  scrypt_parallelism: optionalInteger("Parallelism (p) of scrypt; 1 when unset.", 1),
  salt_bytesize: optionalInteger("Bytes of salt for scrypt and pbkdf2_sha512; 16 when unset.", 0),
  list_limit: optionalInteger("Most users or groups in a list."),
} as const;

export const listen = {
  host: text("127.0.0.1", "Address to listen on."),
  port: integer(5000, "Port to listen on; 0 takes a free one."),
  processes: integer(1, "Processes that share the port.", 1),
  certificate: optionalText("PEM file of the TLS certificate chain; without it the service speaks plain HTTP."),
  private_key: optionalText("PEM file of the TLS private key."),
  shutdown_grace_ms: integer(10_000, "Longest wait for open requests when stopping."),
  metrics_host: text("127.0.0.1", "Address that metrics are served on."),
  metrics_port: optionalInteger("Port that serves /metrics for Prometheus, for all processes together; none when unset."),
} as const;

export const log = {
  level: choice(["debug", "info", "warn", "error"], "info", "Least severe entry that is written."),
  path: optionalText("File to log to; standard error when unset. SIGHUP opens it again after it was moved away."),
  sample_cached_validations: integer(1000, "One in so many validations answered from the cache is logged; 0 logs none."),
} as const;

export const audit = {
  path: optionalText("File that gets one CADF event a line, for every login and every change."),
} as const;

export const oauth1 = {
  request_token_duration: integer(28_800, "Seconds that a request token is valid."),
  access_token_duration: integer(86_400, "Seconds that an access token is valid; 0 is for ever."),
} as const;

export const oslo_middleware = {
  max_request_body_size: integer(114_688, "Largest request body in bytes.", 1),
} as const;

export const oslo_policy = {
  policy_file: text("policy.yaml", "File of policy overrides; it need not exist."),
  policy_dirs: list([], "Directories of further policy override files."),
  enforce_scope: boolean(false, "Refuse a token whose scope a rule is not meant for."),
  enforce_new_defaults: boolean(false, "Use only the new default rules, not the deprecated ones beside them."),
} as const;

export const oslo_messaging_notifications = {
  driver: choice(["messagingv2", "messaging", "noop"], "noop", "Envelope of notifications on the message bus; noop sends none."),
  transport_url: optionalText("AMQP URL for notifications only; transport_url of DEFAULT when unset."),
  topics: list(["notifications"], "Topics that notifications are sent to; each gets `.info` added."),
} as const;

export const oslo_messaging_rabbit = {
  amqp_durable_queues: boolean(false, "Declare durable exchanges and queues; must be as the broker's other users have it."),
  amqp_auto_delete: boolean(false, "Declare exchanges and queues that go with their last user."),
  rabbit_quorum_queue: boolean(false, "Declare quorum queues."),
  ssl: boolean(false, "Speak TLS to RabbitMQ."),
  ssl_ca_file: optionalText("PEM file of the authorities that RabbitMQ's certificate is checked with."),
  ssl_cert_file: optionalText("PEM file of a client certificate for RabbitMQ."),
  ssl_key_file: optionalText("PEM file of the client certificate's key."),
} as const;

export const rate_limit = {
  logins_per_user_per_minute: integer(0, "Logins of one user in a minute; 0 is no limit."),
  logins_per_address_per_minute: integer(0, "Logins from one address in a minute; 0 is no limit."),
  trusted_proxies: list([], "Addresses whose X-Forwarded-For header is believed."),
  exempt_users: list([], "IDs of users, such as services, that no limit applies to."),
} as const;

export const receipt = {
  expiration: integer(300, "Seconds that an authentication receipt is valid."),
} as const;

export const resource = {
  admin_project_domain_name: optionalText("Domain of the admin project."),
  admin_project_name: optionalText("Project whose tokens carry is_admin_project."),
  project_name_url_safe: choice(["off", "new", "strict"], "off", "Whether project names may hold characters reserved in URLs."),
  domain_name_url_safe: choice(["off", "new", "strict"], "off", "Whether domain names may hold characters reserved in URLs."),
  list_limit: optionalInteger("Most projects or domains in a list."),
} as const;

export const revoke = {
  expiration_buffer: integer(1800, "Seconds that a revocation event outlives the tokens it revokes."),
} as const;

export const role = {
  list_limit: optionalInteger("Most roles in a list."),
} as const;

export const security_compliance = {
  disable_user_account_days_inactive: optionalInteger("Days without a login after which an account counts as disabled.", 1),
  lockout_failure_attempts: optionalInteger("Wrong passwords after which an account is locked.", 1),
  lockout_duration: integer(1800, "Seconds that an account stays locked.", 1),
  password_expires_days: optionalInteger("Days that a password is valid.", 1),
  unique_last_password_count: integer(0, "Number of latest passwords that may not be used again."),
  minimum_password_age: integer(0, "Days before a password may be changed again by its user."),
  password_regex: optionalText("Regular expression that new passwords must match."),
  password_regex_description: optionalText("What the regular expression asks for, in words for users."),
  allow_insecure_admin_trust_cross_project_credentials_access: boolean(
    false,
    "Insecure: let delegated tokens with the admin role use EC2 credentials of any project.",
  ),
  allow_insecure_application_credential_trust_escalation: boolean(
    false,
    "Insecure: let tokens of application credentials create, list and delete trusts.",
  ),
  change_password_upon_first_use: boolean(
    false,
    "Whether a password that an administrator set must be changed at the first login.",
  ),
} as const;

export const star = {
  home: optionalText(
    "Directory of this node of a star. Facts, board, key repositories and service socket are then those in it, unless they are set.",
  ),
  service_socket: optionalText("Unix socket of the node's agent; `service.sock` of the home when unset."),
  refuse_admin_after_isolation_seconds: optionalInteger(
    "Seconds without word from any other site after which tokens with an admin scope are refused here; never when unset.",
    1,
  ),
  bulk_delete_limit: integer(
    1000,
    "Most rows that one delete in a star may take with it unasked; more need the header X-Multisite-Confirm-Delete. 0: no limit.",
  ),
  isolation_exempt_users: list(
    [],
    "IDs of users, such as services that hold the role admin, whose tokens are accepted however long the site is alone.",
  ),
} as const;

export const token = {
  expiration: integer(3600, "Seconds that a token is valid."),
  allow_rescope_scoped_token: boolean(true, "Whether a scoped token can be exchanged for one of another scope."),
  allow_expired_window: integer(
    172_800,
    "Seconds after its expiry that a service may still validate a token with allow_expired.",
  ),
} as const;

export const totp = {
  included_previous_windows: integer(1, "Earlier 30-second windows whose one-time code is accepted."),
} as const;

export const trust = {
  allow_redelegation: boolean(false, "Whether a trustee may pass a trust on."),
  max_redelegation_count: integer(3, "Longest chain of redelegations."),
} as const;

export const unified_limit = {
  enforcement_model: choice(["flat", "strict_two_level"], "flat", "How limits of a project tree relate."),
  list_limit: optionalInteger("Most limits in a list."),
} as const;

export const validation = {
  cache_entries: integer(20_000, "Most finished answers to token validations that are kept; 0 keeps none."),
} as const;
