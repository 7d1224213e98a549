import { forbiddenText, notFound } from "../../errors/index.ts";
import { deleteAccessRule, getAccessRule, isAccessRuleUsed, listAccessRules } from "../../store/access-rules.ts";
import { renderAccessRule } from "../application-credentials/render.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { noContent, ok, type Route } from "../http/route.ts";
import { enforceOnAccessRules } from "./access.ts";

const FILTERS = ["service", "path", "method"];

/** `GET /v3/users/{user_id}/access_rules` (keystone/api/users.py, UserAccessRuleListResource). */
const listRoute: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/access_rules",
  async handle(exchange) {
    const userId = await enforceOnAccessRules(exchange, "identity:list_access_rules", FILTERS);
    const rules = await listAccessRules(exchange.identity.database.query, userId);
    const filters = readFilters(exchange.request.query, FILTERS);
    return collectionReply(exchange, rules.map(renderAccessRule), { name: "access_rules", filters });
  },
};

/**
 * `GET /v3/users/{user_id}/access_rules/{access_rule_id}` (keystone/api/users.py, UserAccessRuleGetDeleteResource). Only rules
 * of the user in the path are found; Keystone finds anybody's here.
 */
const getRoute: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/access_rules/{access_rule_id}",
  async handle(exchange) {
    const userId = await enforceOnAccessRules(exchange, "identity:get_access_rule");
    const id = exchange.request.pathParameters.access_rule_id ?? "";
    const rule = await getAccessRule(exchange.identity.database.query, userId, id);
    if (!rule) throw notFound("access rule", id);
    return ok({ access_rule: withSelfLink(exchange, renderAccessRule(rule), ["access_rules"]) });
  },
};

/** `DELETE /v3/users/{user_id}/access_rules/{access_rule_id}`; 403 while an application credential has the rule. */
const deleteRoute: Route = {
  method: "DELETE",
  path: "/v3/users/{user_id}/access_rules/{access_rule_id}",
  async handle(exchange) {
    const userId = await enforceOnAccessRules(exchange, "identity:delete_access_rule");
    const id = exchange.request.pathParameters.access_rule_id ?? "";
    await exchange.identity.database.transaction(async (queries) => {
      const rule = await getAccessRule(queries, userId, id);
      if (!rule) throw notFound("access rule", id);
      if (await isAccessRuleUsed(queries, rule.rowId)) throw forbiddenText("May not delete access rule in use");
      await deleteAccessRule(queries, rule.rowId);
    });
    await exchange.notify("access_rule", "deleted", id);
    return noContent;
  },
};

/** Access rules of a user (keystone/api/users.py). */
export const accessRuleRoutes: readonly Route[] = [listRoute, getRoute, deleteRoute];
