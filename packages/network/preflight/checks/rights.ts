import type { Obstacle, PreflightCheck, QuotaResource, SiteFacts } from "../types.ts";

/** Without them a request would be taken and do something else, or nothing. */
const EXTENSIONS = [
  "provider",
  "binding",
  "agent",
  "allowed-address-pairs",
  "port-security",
  "security-group",
  "standard-attr-tag",
];

export const missingExtension: PreflightCheck = {
  code: "network.preflight.extension",
  severity: "error",
  rule: "Neutron has the extensions that remote ports are made of.",
  find: (_, facts) =>
    facts.flatMap(({ site, extensions }) =>
      EXTENSIONS.filter((alias) => !extensions.includes(alias)).map((alias) => ({
        site,
        field: "ml2_conf.ini [ml2] extension_drivers, neutron.conf [DEFAULT] service_plugins",
        message: `Neutron of ${site} has no extension ${alias}: load what provides it and restart neutron-server.`,
      })),
    ),
};

export const missingRights: PreflightCheck = {
  code: "network.preflight.rights",
  severity: "error",
  rule: "The connector's user may set segments, hosts and device owners, and see agents: an administrator by Neutron's default policy.",
  find: (_, facts) =>
    facts.flatMap(({ site, missingRights }) =>
      missingRights.map((right) => ({
        site,
        field: "the connector's role",
        message: `Neutron of ${site} refuses ${right} to the connector's user: give it the admin role, or allow that in policy.yaml.`,
      })),
    ),
};

export const bus: PreflightCheck = {
  code: "network.preflight.bus",
  severity: "error",
  rule: "The connector reaches Neutron's message bus: only there does a port become ACTIVE.",
  find: (_, facts) =>
    facts.flatMap(({ site, bus }): readonly Obstacle[] =>
      bus === "reachable" || bus === "not asked"
        ? []
        : [
            {
              site,
              field: "the site's transport URL",
              message: `The bus of ${site} does not take messages for Neutron (${bus.problem}): check address, user, virtual host, and write permission on exchange neutron.`,
            },
          ],
    ),
};

/** A report that is older than the server's own start is dropped without a word. */
const CLOCK_LIMIT_MS = 30_000;

export const clock: PreflightCheck = {
  code: "network.preflight.clock",
  severity: "error",
  rule: "Clocks of connector and Neutron agree: a report with an old time is dropped without a word, and no port binds.",
  find: (_, facts) =>
    facts
      .map(({ site, clockErrorMs = 0 }) => ({ site, clockErrorMs }))
      .filter(({ clockErrorMs }) => Math.abs(clockErrorMs) > CLOCK_LIMIT_MS)
      .map(({ site, clockErrorMs }) => ({
        site,
        field: "the clock",
        message: `The clock of the connector in ${site} is ${Math.round(clockErrorMs / 1000)} s off from Neutron's: let both follow NTP.`,
      })),
};

export const quota: PreflightCheck = {
  code: "network.preflight.quota",
  severity: "error",
  rule: "The project's quota holds the network, and a remote port for each port of the other sites.",
  find: (network, facts) =>
    facts.flatMap((site) => {
      const needed = neededIn(site, facts, network.vips.length);
      return (Object.keys(needed) as QuotaResource[])
        .filter((resource) => isTooLittle(site.quota[resource], needed[resource]))
        .map((resource) => ({
          site: site.site,
          field: `quota ${resource}`,
          message: `Project ${network.project} in ${site.site} has ${site.quota[resource].limit} as its ${resource} quota, uses ${site.quota[resource].used} and needs ${needed[resource]} more: raise it.`,
        }));
    }),
};

function neededIn({ site }: SiteFacts, facts: readonly SiteFacts[], vips: number): Readonly<Record<QuotaResource, number>> {
  const remote = facts.filter((one) => one.site !== site).reduce((sum, { ports }) => sum + ports, 0);
  return { network: 1, subnet: 1, security_group: 1, port: remote + vips };
}

function isTooLittle({ limit, used }: { readonly limit: number; readonly used: number }, needed: number): boolean {
  return limit >= 0 && limit - used < needed;
}
