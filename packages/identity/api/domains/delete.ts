import { deleteProject } from "../../projects/delete.ts";
import { requireDomain } from "../../projects/project.ts";
import { deleteInBulk } from "../http/bulk-delete.ts";
import { noContent, type Route } from "../http/route.ts";
import { notifyDeleted } from "../projects/delete.ts";
import { domainIdOf, existingDomainTarget } from "./target.ts";

/** `DELETE /v3/domains/{domain_id}`: the domain must be disabled, and all that is in it goes (keystone/api/domains.py). */
export const deleteDomainRoute: Route = {
  method: "DELETE",
  path: "/v3/domains/{domain_id}",
  async handle(exchange) {
    const { identity } = exchange;
    const domainId = domainIdOf(exchange);
    await exchange.enforce("identity:delete_domain", { target: existingDomainTarget(exchange) });
    const deleted = await deleteInBulk(exchange, async (queries) =>
      deleteProject(identity, queries, await requireDomain(queries, domainId)),
    );
    await notifyDeleted(exchange, domainId, deleted);
    await exchange.notify("domain", "deleted", domainId);
    return noContent;
  },
};
