import { formatSqlLocation } from "@multisite/kernel/sql";
import { stringify } from "yaml";
import type { SitedNode } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { ACCOUNTS, DATABASE } from "./accounts.ts";
import { pathsOf } from "./layout.ts";
import { passwordTexts } from "./passwords.ts";
import type { RenderedFile, RenderOptions } from "./types.ts";

/** `identity.yaml`: what of a node's identity service follows from the star; the same in every site but for the addresses. */
export function identityFile(star: IdentityStar, { node }: SitedNode, options: RenderOptions): RenderedFile {
  const layout = options.layoutOf(node.name);
  const passwords = passwordTexts(options.passwords);
  const connection = formatSqlLocation({
    kind: "mariadb",
    host: "localhost",
    port: 3306,
    user: ACCOUNTS.identity,
    password: passwords.identity,
    database: DATABASE,
    socketPath: pathsOf(layout).socket,
  });
  const { keys, wire } = star;
  const settings = {
    DEFAULT: { public_endpoint: star.publicEndpoint },
    auth: { methods: [...wire.authMethods] },
    identity: { default_domain_id: wire.defaultDomainId },
    token: { expiration: keys.tokenExpirationSeconds, allow_expired_window: keys.allowExpiredWindowSeconds },
    database: { connection },
    listen: { host: node.address, port: node.ports.identity, ...publicCertificate(star, layout.config) },
    star: {
      home: layout.home,
      ...(star.refuseAdminAfterIsolationSeconds === undefined
        ? {}
        : { refuse_admin_after_isolation_seconds: star.refuseAdminAfterIsolationSeconds }),
    },
  };
  const heading = `# Identity service of ${node.name} in the star ${star.name}, from generation ${star.generation} of its document.\n`;
  return {
    path: `${layout.config}/identity.yaml`,
    mode: 0o600,
    text: passwords.seal(heading + stringify(settings, { lineWidth: 0 })),
  };
}

/** The public name's certificate, which is not the star's: clients must know its authority. */
function publicCertificate(star: IdentityStar, config: string): Readonly<Record<string, string>> {
  if (!star.publicEndpoint.startsWith("https:")) return {};
  return { certificate: `${config}/public.crt`, private_key: `${config}/public.key` };
}
