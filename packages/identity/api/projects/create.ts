import { uuidHex } from "@multisite/kernel/random";
import { badRequest, KeystoneError } from "../../errors/index.ts";
import { createProject } from "../../projects/create.ts";
import { readProjectFields } from "../../projects/fields.ts";
import type { Project } from "../../projects/project.ts";
import { normalizeAttributes } from "../http/attributes.ts";
import { domainIdOrDefault } from "../http/default-domain.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderProject } from "./render.ts";
import { projectCreate } from "./schema.ts";

/** `POST /v3/projects` (keystone/api/projects.py, ProjectResource.post). */
export const createProjectRoute: Route = {
  method: "POST",
  path: "/v3/projects",
  async handle(exchange) {
    const { identity, request } = exchange;
    const { project: given = {} } = request.body;
    const caller = await exchange.enforce("identity:create_project", { target: { project: given } });
    validateSchema(projectCreate, given);
    const body = { ...(given as Record<string, unknown>) };
    if (!body.is_domain) body.domain_id = domainIdOrDefault(body.domain_id, caller, identity.config);
    if (!body.parent_id) body.parent_id = body.domain_id;
    const id = uuidHex(identity.random);
    const fields = readProjectFields(normalizeAttributes(body));
    const project = await identity.database
      .transaction((queries) => createProject(identity, queries, id, { ...fields, name: String(fields.name) }))
      .catch(asBadRequest);
    await exchange.notify(project.isDomain ? "domain" : "project", "created", project.id);
    return created({ project: withSelfLink(exchange, renderProject(project), ["projects"]) });
  },
};

/** A domain or parent that does not exist is a mistake in the body, not in the path. */
function asBadRequest(thrown: unknown): Project {
  if (thrown instanceof KeystoneError && thrown.status === 404) throw badRequest(thrown.message);
  throw thrown;
}
