import type { Clock } from "@multisite/kernel/clock";
import { type Random, uuidDashed } from "@multisite/kernel/random";
import { protectWithTokens, type TokenValidator } from "@multisite/middleware";
import Fastify, { type FastifyInstance } from "fastify";
import { ComputeFault } from "../compute/faults.ts";
import { registerCompute } from "../compute/routes.ts";
import { registerImages } from "../image/routes.ts";
import { createRegionState } from "./state.ts";

export interface SandboxRegionOptions {
  /** Name of the region, as the catalog has it. */
  readonly name: string;
  readonly validator: TokenValidator;
  /** Where users log in. */
  readonly authenticateUri: string;
  readonly clock: Clock;
  readonly random: Random;
  /** How long a server shows BUILD. Default 0. */
  readonly buildMs?: number;
}

/** One region's cloud on one application. Its endpoints are `/v2.1` (compute) and `/image` (image). */
export function createSandboxRegion(options: SandboxRegionOptions): FastifyInstance {
  const { clock, random } = options;
  const state = createRegionState(options.name, clock.nowMs());
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
    genReqId: () => `req-${uuidDashed(random)}`,
  });
  app.addHook("onSend", async (request, reply) => {
    reply.headers({ "x-openstack-request-id": request.id, "x-compute-request-id": request.id });
  });
  app.setErrorHandler((thrown: Error & { statusCode?: number }, _request, reply) => {
    const fault = thrown instanceof ComputeFault ? thrown : new ComputeFault(thrown.statusCode ?? 500, thrown.message);
    return reply.code(fault.status).send(fault.body());
  });
  app.setNotFoundHandler((_request, reply) => {
    const fault = new ComputeFault(404, "The resource could not be found.");
    return reply.code(404).send(fault.body());
  });
  protectWithTokens(app, {
    validator: options.validator,
    authenticateUri: options.authenticateUri,
    // Clients read version documents before they log in.
    isOpen: ({ method, url }) => method === "GET" && VERSION_PATHS.has(url.split("?")[0]?.replace(/\/+$/, "") ?? ""),
  });
  registerCompute(app, { state, clock, random, buildMs: options.buildMs ?? 0 });
  registerImages(app, state);
  return app;
}

const VERSION_PATHS: ReadonlySet<string> = new Set(["", "/v2.1", "/image"]);
