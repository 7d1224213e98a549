import type { ConfigPlace } from "../../domain-config/errors.ts";
import { invalidConfig } from "../../domain-config/errors.ts";
import { requireDomain } from "../../projects/project.ts";
import { domainIdOf } from "../domains/target.ts";
import type { Exchange } from "../http/exchange.ts";
import { ok, type Route } from "../http/route.ts";
import { configPaths, placeOf, readStoredConfig } from "./place.ts";
import { renderConfig } from "./render.ts";

/** `GET /v3/domains/{domain_id}/config[/{group}[/{option}]]` (keystone/api/domains.py, DomainConfigBase.get). */
export const getConfigRoutes: readonly Route[] = configPaths.map((path) => ({
  method: "GET",
  path,
  async handle(exchange) {
    const domainId = domainIdOf(exchange);
    const place = placeOf(exchange);
    const { query } = exchange.identity.database;
    const config =
      place.group === "security_compliance"
        ? await readSecurityCompliance(exchange, domainId, place)
        : await exchange.enforce("identity:get_domain_config").then(() => readStoredConfig(query, domainId, place));
    await requireDomain(query, domainId);
    return ok({ config });
  },
}));

const READABLE = ["password_regex", "password_regex_description"] as const;

/** What passwords must look like, for everybody who has to choose one (keystone/resource/core.py, get_security_compliance_config). */
async function readSecurityCompliance(
  exchange: Exchange,
  domainId: string,
  { option }: ConfigPlace,
): Promise<Record<string, unknown>> {
  await exchange.enforce("identity:get_security_compliance_domain_config");
  const { config } = exchange.identity;
  if (domainId !== config.identity.default_domain_id) {
    throw invalidConfig(
      "Reading security compliance information for any domain other than the default domain is not allowed or supported.",
    );
  }
  const asked = READABLE.filter((name) => option === undefined || name === option);
  if (asked.length === 0) {
    throw invalidConfig(
      "Reading security compliance values other than password_regex and password_regex_description is not allowed.",
    );
  }
  return renderConfig(
    asked.map((name) => ({ group: "security_compliance", option: name, value: config.security_compliance[name] ?? null })),
    { option },
  );
}
