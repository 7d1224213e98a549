import type { Exchange } from "../http/exchange.ts";
import { ok, type Reply, type Route } from "../http/route.ts";
import { bestMatch } from "./accept.ts";
import { createJsonHome } from "./json-home/index.ts";
import { describeVersion, JSON_HOME_TYPE, JSON_TYPE } from "./versions.ts";

/** `GET /`: the versions, as a choice of one (keystone/api/discovery.py, get_versions). */
const listVersionsRoute: Route = {
  method: "GET",
  path: "/",
  async handle(exchange) {
    if (wantsJsonHome(exchange)) return jsonHomeReply("/v3");
    const url = `${exchange.links.base}/`;
    return { status: 300, body: { versions: { values: [describeVersion(url)] } }, headers: { Location: url } };
  },
};

/** `GET /v3` (keystone/api/discovery.py, get_version_v3). */
const getVersionRoute: Route = {
  method: "GET",
  path: "/v3",
  async handle(exchange) {
    if (wantsJsonHome(exchange)) return jsonHomeReply("");
    return ok({ version: describeVersion(`${exchange.links.base}/`) });
  },
};

export const versionRoutes: readonly Route[] = [listVersionsRoute, getVersionRoute];

/** JSON, unless the client likes the JSON-home document better; an `Accept` that fits neither gets JSON. */
function wantsJsonHome({ request }: Exchange): boolean {
  return bestMatch(request.headers.accept ?? "", [JSON_TYPE, JSON_HOME_TYPE]) === JSON_HOME_TYPE;
}

function jsonHomeReply(prefix: string): Reply {
  return { status: 200, text: JSON.stringify(createJsonHome(prefix)), contentType: JSON_HOME_TYPE };
}
