import { configNotFound } from "../../domain-config/errors.ts";
import { assertOnly, assertSupported, readConfig } from "../../domain-config/rules.ts";
import { requireDomain } from "../../projects/project.ts";
import { deleteConfigOptions, listConfigOptions, storeConfigOptions } from "../../store/domain-config.ts";
import { domainIdOf } from "../domains/target.ts";
import { created, noContent, ok, type Route } from "../http/route.ts";
import { configPaths, placeOf, readStoredConfig } from "./place.ts";
import { renderConfig, toRecords } from "./render.ts";

/** `PUT /v3/domains/{domain_id}/config` replaces everything; 201 if there was nothing (keystone/api/domains.py, DomainConfigResource). */
export const createConfigRoute: Route = {
  method: "PUT",
  path: configPaths[0],
  async handle(exchange) {
    const { database } = exchange.identity;
    const domainId = domainIdOf(exchange);
    await exchange.enforce("identity:create_domain_config");
    await requireDomain(database.query, domainId);
    const records = toRecords(readConfig(exchange.request.body.config));
    const previous = await database.transaction(async (queries) => {
      const stored = await listConfigOptions(queries, domainId);
      await deleteConfigOptions(queries, domainId);
      await storeConfigOptions(queries, domainId, records);
      return stored;
    });
    const config = renderConfig(
      records.filter(({ sensitive }) => !sensitive),
      { option: undefined },
    );
    return (previous.length > 0 ? ok : created)({ config });
  },
};

/** `PATCH /v3/domains/{domain_id}/config[/{group}[/{option}]]` (keystone/api/domains.py, DomainConfigBase.patch). */
export const updateConfigRoutes: readonly Route[] = configPaths.map((path) => ({
  method: "PATCH",
  path,
  async handle(exchange) {
    const { database } = exchange.identity;
    const domainId = domainIdOf(exchange);
    const place = placeOf(exchange);
    await exchange.enforce("identity:update_domain_config");
    await requireDomain(database.query, domainId);
    const given = exchange.request.body.config ?? {};
    const { group, option } = place;
    const config = readConfig(group !== undefined && option !== undefined ? { [group]: given } : given);
    assertSupported(place);
    assertOnly(config, place);
    await database.transaction(async (queries) => {
      if (group !== undefined && (await listConfigOptions(queries, domainId, place)).length === 0) {
        throw configNotFound(domainId, place);
      }
      await storeConfigOptions(queries, domainId, toRecords(config));
    });
    return ok({ config: await readStoredConfig(database.query, domainId, { group: undefined, option: undefined }) });
  },
}));

/** `DELETE /v3/domains/{domain_id}/config[/{group}[/{option}]]` (keystone/api/domains.py, DomainConfigBase.delete). */
export const deleteConfigRoutes: readonly Route[] = configPaths.map((path) => ({
  method: "DELETE",
  path,
  async handle(exchange) {
    const { database } = exchange.identity;
    const domainId = domainIdOf(exchange);
    const place = placeOf(exchange);
    await exchange.enforce("identity:delete_domain_config");
    await requireDomain(database.query, domainId);
    assertSupported(place);
    await database.transaction(async (queries) => {
      await assertStored(place.group === undefined ? [] : [{ ...place, option: undefined }, place], queries, domainId);
      await deleteConfigOptions(queries, domainId, place);
    });
    return noContent;
  },
}));

async function assertStored(
  places: readonly ReturnType<typeof placeOf>[],
  queries: Parameters<typeof listConfigOptions>[0],
  domainId: string,
): Promise<void> {
  for (const place of places) {
    const stored = await listConfigOptions(queries, domainId, place);
    if (stored.length === 0) throw configNotFound(domainId, place);
  }
}
