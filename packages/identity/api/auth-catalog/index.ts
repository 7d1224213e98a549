import { forbidden } from "../../errors/index.ts";
import { escapeNonAscii } from "../../validation/index.ts";
import type { Route } from "../http/route.ts";

/** `GET /v3/auth/catalog`: the catalog of the caller's own project-scoped token (keystone/api/auth.py, AuthCatalogResource). */
const getAuthCatalog: Route = {
  method: "GET",
  path: "/v3/auth/catalog",
  async handle(exchange) {
    const { database, snapshots, render } = exchange.identity;
    const { credentials, model } = await exchange.enforce("identity:get_auth_catalog");
    const { user_id: userId, project_id: projectId } = credentials;
    if (!userId || !projectId) throw forbidden("A project-scoped token is required to produce a service catalog.");
    const snapshot = await snapshots.at(database.revision.current());
    const catalog = snapshot.catalog.render({ userId, projectId }, model.endpointFilter, render.returnAllEndpointsWithoutFilter);
    const links = escapeNonAscii(JSON.stringify({ self: exchange.links.to("auth", "catalog") }));
    return { status: 200, text: `{"catalog":${catalog},"links":${links}}`, contentType: "application/json" };
  },
};

export const authCatalogRoutes: readonly Route[] = [getAuthCatalog];
