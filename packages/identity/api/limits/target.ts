import { notFound } from "../../errors/index.ts";
import { findProject } from "../../projects/project.ts";
import type { Queries } from "../../store/database.ts";
import { getLimit, type LimitRecord } from "../../store/limits.ts";
import { renderDomain } from "../domains/render.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderProject } from "../projects/render.ts";
import { renderLimit } from "./render.ts";

/** `limit_id` of the path. */
export function limitIdOf({ request }: Exchange): string {
  return request.pathParameters.limit_id ?? "";
}

/** A limit by ID, else 404. */
export async function requireLimit(queries: Queries, id: string): Promise<LimitRecord> {
  const limit = await getLimit(queries, id);
  if (!limit) throw notFound("limit", id);
  return limit;
}

/** What rules see: the limit with its project or domain; nothing when it does not exist (keystone/api/limits.py). */
export function limitTarget(exchange: Exchange): () => Promise<object> {
  return async () => {
    const { query } = exchange.identity.database;
    const limit = await getLimit(query, limitIdOf(exchange));
    if (!limit) return {};
    const owner = await findProject(query, limit.projectId ?? limit.domainId ?? "");
    const shown =
      owner === undefined ? {} : limit.projectId === null ? { domain: renderDomain(owner) } : { project: renderProject(owner) };
    return { limit: { ...renderLimit(limit), ...shown } };
  };
}

/** The same where Keystone infers the target from the path: 404 before 403, and the limit alone. */
export function existingLimitTarget(exchange: Exchange): () => Promise<object> {
  return async () => ({ limit: renderLimit(await requireLimit(exchange.identity.database.query, limitIdOf(exchange))) });
}
