import { type ConfigPlace, configNotFound } from "../../domain-config/errors.ts";
import { assertSupported } from "../../domain-config/rules.ts";
import type { Queries } from "../../store/database.ts";
import { listConfigOptions } from "../../store/domain-config.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderConfig } from "./render.ts";

/** Paths of a domain's configuration: all of it, a group, an option. */
export const configPaths = [
  "/v3/domains/{domain_id}/config",
  "/v3/domains/{domain_id}/config/{group}",
  "/v3/domains/{domain_id}/config/{group}/{option}",
] as const;

/** `group` and `option` of the path. */
export function placeOf({ request }: Exchange): ConfigPlace {
  return { group: request.pathParameters.group, option: request.pathParameters.option };
}

/** What is stored at a place without what is sensitive, else 404 (keystone/resource/core.py, get_config). */
export async function readStoredConfig(queries: Queries, domainId: string, place: ConfigPlace): Promise<Record<string, unknown>> {
  assertSupported(place);
  const options = (await listConfigOptions(queries, domainId, place)).filter(({ sensitive }) => !sensitive);
  if (options.length === 0) throw configNotFound(domainId, place);
  return renderConfig(options, place);
}
