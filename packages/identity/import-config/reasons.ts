/** Why an option of Keystone has no place here. */
export interface Reason {
  readonly outcome: "not applicable" | "not supported";
  readonly reason: string;
}

const notApplicable = (reason: string): Reason => ({ outcome: "not applicable", reason });
const notSupported = (reason: string): Reason => ({ outcome: "not supported", reason });

const LOGGING = notApplicable("logging is set in the group `log`");
const NO_DRIVERS = notApplicable("drivers cannot be exchanged; there is the SQL one, on Keystone's schema");
const OWN_CACHE = notApplicable("no memcached is needed: finished answers are kept in memory ([validation] cache_entries)");
const SERVER = notApplicable("there is no WSGI server around it; see the group `listen`");

const OF_OPTIONS: Readonly<Record<string, Reason>> = {
  "catalog.template_file": notApplicable("the catalog is in the database"),
  "DEFAULT.admin_token": notSupported(
    "a fixed administrator's token is a standing risk; use `multisite identity bootstrap --config FILE`",
  ),
  "DEFAULT.debug": notApplicable("set `log.level: debug`"),
  "token.provider": notSupported("tokens are Fernet tokens; JWS is not there"),
  "identity.driver": notSupported("users are in SQL; LDAP is not there yet"),
  "identity.domain_specific_drivers_enabled": notSupported("domains with drivers of their own (LDAP) are not there yet"),
  "database.connection_recycle_time": notApplicable("connections are kept open and renewed by themselves"),
  "oslo_middleware.enable_proxy_headers_parsing": notApplicable(
    "set `DEFAULT.public_endpoint`, and `rate_limit.trusted_proxies`",
  ),
  "token.caching": OWN_CACHE,
  "token.cache_time": OWN_CACHE,
};

const OF_GROUPS: Readonly<Record<string, Reason>> = {
  cache: OWN_CACHE,
  memcache: OWN_CACHE,
  cors: notSupported("answers carry no CORS headers; let the proxy in front add them"),
  database: notApplicable("tuning of SQLAlchemy"),
  domain_config: NO_DRIVERS,
  eventlet_server: SERVER,
  federation: notSupported("federated login is not there yet"),
  healthcheck: notApplicable("GET /healthcheck is always there"),
  identity_mapping: notSupported("mapping of LDAP users is not there yet"),
  jwt_tokens: notSupported("tokens are Fernet tokens; JWS is not there"),
  ldap: notSupported("users are in SQL; LDAP is not there yet"),
  oslo_messaging_amqp: notSupported("notifications go over RabbitMQ (AMQP 0.9.1) only"),
  oslo_messaging_kafka: notSupported("notifications go over RabbitMQ (AMQP 0.9.1) only"),
  oslo_messaging_rabbit: notApplicable("tuning of oslo.messaging"),
  profiler: notSupported("there is no OSProfiler"),
  saml: notSupported("this service is no SAML identity provider"),
  ssl: notApplicable("certificates are set in the group `listen`"),
  wsgi: SERVER,
};

const LOG_OPTIONS =
  /^(log|logging|default_log|instance_|fatal_|publish_|rate_limit|syslog|use_(stderr|syslog|json|journal|eventlog)|verbose|watch_log|max_logfile)/;

/** The reason for an option that only Keystone has. */
export function reasonFor(group: string, option: string): Reason {
  const known = OF_OPTIONS[`${group}.${option}`];
  if (known) return known;
  if (option === "caching" || option === "cache_time") return OWN_CACHE;
  if (option === "driver") return NO_DRIVERS;
  if (group === "DEFAULT" && LOG_OPTIONS.test(option)) return LOGGING;
  return OF_GROUPS[group] ?? notSupported("this service has no such option");
}
