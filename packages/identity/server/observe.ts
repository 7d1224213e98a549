import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Exchange } from "../api/http/exchange.ts";
import type { Identity } from "../identity.ts";
import { readGlobalRequestId } from "./request.ts";

/** What is known of a request when its answer has left. */
export interface FinishedRequest {
  readonly method: string;
  /** As the API writes it: `/v3/projects/{project_id}`; `unknown` for a path that the API does not have. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** What the surroundings of an application want to know and do. */
export interface AppHooks {
  /** Tells sibling processes of a commit; returns when all of them have noticed or are gone. */
  readonly announce?: () => Promise<void>;
  readonly onFinished?: (request: FinishedRequest) => void;
}

/** Probes ask every few seconds; they are worth a line only to somebody who looks for them. */
const PROBES: ReadonlySet<string> = new Set(["/healthcheck", "/ready"]);

interface Underway {
  readonly startedMs: number;
  readonly commits: number;
  exchange?: Exchange;
}

/** Puts a line into the log for each request, and sees to it that siblings know of a commit before its answer leaves. */
export function observeRequests(
  app: FastifyInstance,
  identity: Identity,
  hooks: AppHooks,
): { noteExchange(request: FastifyRequest, exchange: Exchange): void } {
  const { clock, log } = identity;
  const { shared } = identity.database.revision;
  const underway = new WeakMap<FastifyRequest, Underway>();

  app.addHook("onRequest", async (request) => {
    underway.set(request, { startedMs: clock.monotonicMs(), commits: shared?.commits ?? 0 });
  });
  if (shared && hooks.announce) {
    const { announce } = hooks;
    app.addHook("onSend", async (request) => {
      if (shared.commits !== underway.get(request)?.commits) await announce();
    });
  }
  app.addHook("onResponse", async (request, reply) => {
    const known = underway.get(request);
    if (!known) return;
    const finished: FinishedRequest = {
      method: request.method,
      route: request.routeOptions.url?.replaceAll(/:(\w+)/g, "{$1}") ?? "unknown",
      status: reply.statusCode,
      durationMs: Math.round((clock.monotonicMs() - known.startedMs) * 1000) / 1000,
    };
    hooks.onFinished?.(finished);
    const level = PROBES.has(finished.route) ? "debug" : "info";
    if (!log.isLevelEnabled(level)) return;
    const caller = await known.exchange?.knownCaller();
    const globalRequestId = readGlobalRequestId(request.headers["x-openstack-request-id"]);
    log[level](
      {
        requestId: request.id,
        ...(globalRequestId === undefined ? {} : { globalRequestId }),
        ...finished,
        ...(caller ? { userId: caller.model.user.id } : {}),
        ...(caller?.model.project ? { projectId: caller.model.project.id } : {}),
        address: request.ip,
      },
      "request",
    );
  });

  return {
    noteExchange(request, exchange) {
      const known = underway.get(request);
      if (known) known.exchange = exchange;
    },
  };
}
