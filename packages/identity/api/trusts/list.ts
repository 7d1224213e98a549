import { listTrusts, type TrustFilter } from "../../store/trusts.ts";
import { collectionReply } from "../http/listing.ts";
import type { Route } from "../http/route.ts";
import { refuseDelegatedForTrusts } from "./access.ts";
import { trustFields } from "./render.ts";

/**
 * `GET /v3/OS-TRUST/trusts`: all of them, or those of one trustor or trustee, each with a policy of its own. As in Keystone
 * any other query gets an empty list (keystone/api/trusts.py, TrustResource._list_trusts).
 */
export const listTrustsRoute: Route = {
  method: "GET",
  path: "/v3/OS-TRUST/trusts",
  async handle(exchange) {
    const { identity, request } = exchange;
    const trustorUserId = request.query.get("trustor_user_id") || undefined;
    const trusteeUserId = request.query.get("trustee_user_id") || undefined;
    let filter: TrustFilter | undefined;
    let action = "identity:list_trusts";
    let target: object = {};
    if (trustorUserId !== undefined) {
      filter = { trustorUserId };
      action = "identity:list_trusts_for_trustor";
      target = { target: { trust: { trustor_user_id: trustorUserId } } };
    } else if (trusteeUserId !== undefined) {
      filter = { trusteeUserId };
      action = "identity:list_trusts_for_trustee";
      target = { target: { trust: { trustee_user_id: trusteeUserId } } };
    } else if (request.query.size === 0) {
      filter = {};
    }
    refuseDelegatedForTrusts(exchange, await exchange.enforce(action, target));
    const trusts = filter === undefined ? [] : await listTrusts(identity.database.query, filter);
    return collectionReply(exchange, trusts.map(trustFields), { name: "trusts", prefix: ["OS-TRUST"] });
  },
};
