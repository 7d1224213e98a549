import type { Agent } from "../agent/create.ts";

/** What an operator asks of the agent. */
export interface AdminRequest {
  /** Named parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON object that came with it; empty when none did. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** One call of the admin API; what it gives is the answer's JSON. */
export interface AdminRoute {
  readonly method: "GET" | "POST";
  /** Such as `/v1/runs/{id}`. */
  readonly path: string;
  handle(agent: Agent, request: AdminRequest): unknown;
}
