import type { OsloSettings } from "../oslo-config.ts";

/** The content of keystone.conf. */
export type KeystoneSettings = OsloSettings;

export interface KeystonePlace {
  readonly url: string;
  readonly databaseUrl: string;
  readonly keyDirectory: string;
  readonly credentialKeyDirectory: string;
  /** `host:port` of a memcached; caching is off without one. */
  readonly memcached?: string | undefined;
  readonly policyFile?: string | undefined;
}

/** The settings of a rig's Keystone: its own defaults, but for places, all auth methods, and federation by request headers. */
export function defaultSettings(place: KeystonePlace): KeystoneSettings {
  return {
    DEFAULT: { public_endpoint: place.url, use_stderr: true, debug: false },
    database: { connection: place.databaseUrl, max_pool_size: 10 },
    cache: place.memcached
      ? { enabled: true, backend: "dogpile.cache.pymemcache", memcache_servers: place.memcached }
      : { enabled: false },
    token: { provider: "fernet", expiration: 3600 },
    fernet_tokens: { key_repository: place.keyDirectory, max_active_keys: 5 },
    fernet_receipts: { key_repository: place.keyDirectory },
    credential: { key_repository: place.credentialKeyDirectory },
    auth: { methods: "external,password,token,oauth1,mapped,application_credential,totp" },
    // The smallest cost that bcrypt has: a rig asks whether, never how fast.
    identity: { password_hash_rounds: 4 },
    // Plain request headers stand in for an Apache module: for rigs on 127.0.0.1 only.
    federation: { remote_id_attribute: "HTTP_OIDC_ISS", trusted_dashboard: "http://127.0.0.1/auth/websso/" },
    ...(place.policyFile ? { oslo_policy: { policy_file: place.policyFile } } : {}),
  };
}
