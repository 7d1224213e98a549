import { findNode, type IdentityStar, type StarHome } from "@multisite/identity/star";

/**
 * Settings of a node's identity service as the star's document asks for them, by the names of keystone.conf: what must be equal at all
 * sites is taken from there and nowhere else.
 */
export function identitySettings(star: IdentityStar, node: string, home: StarHome): Record<string, Record<string, unknown>> {
  const { ports, address } = findNode(star, node)?.node ?? { ports: undefined, address: undefined };
  return {
    DEFAULT: { public_endpoint: star.publicEndpoint },
    star: {
      home: home.directory,
      ...(star.refuseAdminAfterIsolationSeconds === undefined
        ? {}
        : { refuse_admin_after_isolation_seconds: star.refuseAdminAfterIsolationSeconds }),
    },
    ...(star.engine === "embedded" ? { database: { connection: `sqlite:///${home.identityDatabase}` } } : {}),
    auth: { methods: star.wire.authMethods },
    identity: { default_domain_id: star.wire.defaultDomainId },
    token: {
      expiration: star.keys.tokenExpirationSeconds,
      allow_expired_window: star.keys.allowExpiredWindowSeconds,
    },
    listen: { host: address, port: ports?.identity },
  };
}
