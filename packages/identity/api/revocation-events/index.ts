import { badRequest } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { parseIsoTime } from "../../store/iso-time.ts";
import { toDatetime } from "../../store/time.ts";
import { ok, type Route } from "../http/route.ts";
import { renderRevocationEvent } from "./render.ts";

/** `GET /v3/OS-REVOKE/events`, with `since` those revoked after a time (keystone/api/os_revoke.py). */
const listRevocationEvents: Route = {
  method: "GET",
  path: "/v3/OS-REVOKE/events",
  async handle(exchange) {
    await exchange.enforce("identity:list_revoke_events");
    const since = exchange.request.query.get("since");
    const sinceMs = since ? parseIsoTime(since) : undefined;
    if (since && sinceMs === undefined) throw badRequest(`invalidate date format ${since}`);
    const { engine, query } = exchange.identity.database;
    const rows = await listEvents(query, sinceMs === undefined ? undefined : toDatetime(engine, sinceMs));
    const links = { next: null, self: exchange.links.to("OS-REVOKE", "events"), previous: null };
    return ok({ events: rows.map(renderRevocationEvent), links });
  },
};

/** Oldest first (keystone/revoke/backends/sql.py, _list_last_fetch_events). */
function listEvents(queries: Queries, since: string | undefined) {
  let select = queries.selectFrom("revocation_event").selectAll().orderBy("revoked_at").orderBy("id");
  if (since !== undefined) select = select.where("revoked_at", ">", since);
  return select.execute();
}

export const revocationEventRoutes: readonly Route[] = [listRevocationEvents];
