import { invalidConfig } from "../../domain-config/errors.ts";
import { defaultOf, isReadable, readableOptions } from "../../domain-config/options.ts";
import { assertSupported } from "../../domain-config/rules.ts";
import { ok, type Route } from "../http/route.ts";
import { placeOf } from "./place.ts";
import { renderConfig } from "./render.ts";

const paths = ["/v3/domains/config/default", "/v3/domains/config/{group}/default", "/v3/domains/config/{group}/{option}/default"];

/** `GET /v3/domains/config[/{group}[/{option}]]/default` (keystone/resource/core.py, get_config_default). */
export const getDefaultConfigRoutes: readonly Route[] = paths.map((path) => ({
  method: "GET",
  path,
  async handle(exchange) {
    await exchange.enforce("identity:get_domain_config_default");
    const place = placeOf(exchange);
    assertSupported(place);
    if (place.group !== undefined && place.option !== undefined && !isReadable(place.group, place.option)) {
      throw invalidConfig(`Reading the default for option ${place.option} in group ${place.group} is not supported`);
    }
    const groups = place.group === undefined ? Object.keys(readableOptions) : [place.group];
    const options = groups.flatMap((group) =>
      Object.keys(readableOptions[group] ?? {})
        .filter((option) => place.option === undefined || option === place.option)
        .map((option) => ({ group, option, value: defaultOf(group, option, exchange.identity.config) })),
    );
    return ok({ config: renderConfig(options, place) });
  },
}));
