import { stringify } from "yaml";
import type { IdentityStar } from "../types.ts";

/** The star as a document: every value written out, fields always in the same order, so that texts can be compared. */
export function writeStar(star: IdentityStar): string {
  return stringify(toDocument(star), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The envelope that all kinds of documents share, around the star. Undefined fields do not appear. */
function toDocument({ name, labels, annotations, ...spec }: IdentityStar): unknown {
  const { keys, wire } = spec;
  return {
    apiVersion: "multisite/v1",
    kind: "IdentityStar",
    metadata: { name, labels: sorted(labels), annotations: sorted(annotations) },
    spec: {
      generation: spec.generation,
      mode: spec.mode,
      engine: spec.engine,
      publicEndpoint: spec.publicEndpoint,
      holdDownSeconds: spec.holdDownSeconds,
      refuseAdminAfterIsolationSeconds: spec.refuseAdminAfterIsolationSeconds,
      sites: spec.sites.map(({ name, region, cluster, servedBy, nodes }) => ({
        name,
        region,
        cluster,
        servedBy,
        nodes: nodes.map(({ name, role, address, follows, delaySeconds, ports }) => ({
          name,
          role,
          address,
          follows,
          delaySeconds,
          ports: { agent: ports.agent, identity: ports.identity, database: ports.database, galera: ports.galera },
        })),
      })),
      keys: {
        tokenExpirationSeconds: keys.tokenExpirationSeconds,
        allowExpiredWindowSeconds: keys.allowExpiredWindowSeconds,
        rotationPeriodSeconds: keys.rotationPeriodSeconds,
        stagedKeys: keys.stagedKeys,
        clockErrorMs: keys.clockErrorMs,
        retentionSeconds: keys.retentionSeconds,
        canary: keys.canary && { site: keys.canary.site, holdSeconds: keys.canary.holdSeconds },
      },
      wire: { authMethods: wire.authMethods, defaultDomainId: wire.defaultDomainId },
    },
  };
}

function sorted(texts: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  return texts && Object.fromEntries(Object.entries(texts).sort(([left], [right]) => (left < right ? -1 : 1)));
}
