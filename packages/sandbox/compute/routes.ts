import type { Clock } from "@multisite/kernel/clock";
import { type Random, urlSafeText } from "@multisite/kernel/random";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RegionState } from "../region/state.ts";
import { ComputeFault } from "./faults.ts";
import { renderFlavor, renderFlavorSummary } from "./flavors.ts";
import { negotiateMicroversion } from "./microversion.ts";
import { type RenderContext, renderServer, renderServerSummary } from "./render-server.ts";
import { createServer, serverOf, serversOf, type Tenant } from "./servers.ts";
import { versionDocument } from "./versions.ts";

export interface ComputeOptions {
  readonly state: RegionState;
  readonly clock: Clock;
  readonly random: Random;
  /** How long a server shows BUILD. */
  readonly buildMs: number;
}

interface WithId {
  Params: { id: string };
}

/** As much of Nova's API as `openstack server` and `openstack flavor` need for servers without networks. */
export function registerCompute(app: FastifyInstance, options: ComputeOptions): void {
  const { state, clock, random } = options;
  const origin = (request: FastifyRequest): string => `${request.protocol}://${request.host}`;
  const context = (request: FastifyRequest, reply: FastifyReply): RenderContext => ({
    origin: origin(request),
    microversion: negotiateMicroversion(request, reply),
    nowMs: clock.nowMs(),
    buildMs: options.buildMs,
    zone: "nova",
  });

  app.get("/", async (request) => ({ versions: [versionDocument(origin(request))] }));
  app.get("/v2.1", async (request) => ({ version: versionDocument(origin(request)) }));

  app.get<{ Querystring: { name?: string } }>("/v2.1/servers", async (request, reply) => {
    const shown = context(request, reply);
    return {
      servers: serversOf(state, tenantOf(request), request.query.name).map((server) => renderServerSummary(server, shown)),
    };
  });
  app.get<{ Querystring: { name?: string } }>("/v2.1/servers/detail", async (request, reply) => {
    const shown = context(request, reply);
    return { servers: serversOf(state, tenantOf(request), request.query.name).map((server) => renderServer(server, shown)) };
  });
  app.get<WithId>("/v2.1/servers/:id", async (request, reply) => {
    const shown = context(request, reply);
    return { server: renderServer(serverOf(state, tenantOf(request), request.params.id), shown) };
  });
  app.post("/v2.1/servers", async (request, reply) => {
    const shown = context(request, reply);
    const server = createServer(state, tenantOf(request), request.body, { clock, random });
    const { id, links } = renderServerSummary(server, shown) as { id: string; links: readonly { href: string }[] };
    const adminPass = urlSafeText(random, 9);
    reply.code(202).header("location", links[0]?.href);
    return { server: { id, links, "OS-DCF:diskConfig": "MANUAL", adminPass, security_groups: [{ name: "default" }] } };
  });
  app.delete<WithId>("/v2.1/servers/:id", async (request, reply) => {
    negotiateMicroversion(request, reply);
    state.servers.delete(serverOf(state, tenantOf(request), request.params.id).id);
    return reply.code(204).send();
  });

  app.get("/v2.1/flavors", async (request, reply) => {
    const shown = context(request, reply);
    return { flavors: state.flavors.map((flavor) => renderFlavorSummary(flavor, shown.origin)) };
  });
  app.get("/v2.1/flavors/detail", async (request, reply) => {
    const shown = context(request, reply);
    return { flavors: state.flavors.map((flavor) => renderFlavor(flavor, shown.origin)) };
  });
  app.get<WithId>("/v2.1/flavors/:id", async (request, reply) => {
    const shown = context(request, reply);
    const flavor = state.flavors.find(({ id }) => id === request.params.id);
    if (!flavor) throw new ComputeFault(404, `Flavor ${request.params.id} could not be found.`);
    return { flavor: renderFlavor(flavor, shown.origin) };
  });
  app.get<WithId>("/v2.1/flavors/:id/os-extra_specs", async () => ({ extra_specs: {} }));
}

/** @throws ComputeFault 403 for a token without a project */
function tenantOf(request: FastifyRequest): Tenant {
  const token = request.identityToken;
  if (!token?.project) throw new ComputeFault(403, "The token must be scoped to a project.");
  return { projectId: token.project.id, userId: token.user.id };
}
