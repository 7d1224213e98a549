import type { Agent } from "../agent/create.ts";

/** What an operator asks of the agent. */
export interface AdminRequest {
  /** Named parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON object that came with it; empty when none did. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A name that a request may have: in the query of a GET, in the JSON object of a POST. */
export interface AdminField {
  readonly type: "text" | "texts" | "number" | "flag";
  /** What it says, for the reference. */
  readonly about: string;
  readonly isRequired?: boolean;
}

/** One call of the admin API; what it gives is the answer's JSON. */
export interface AdminRoute {
  readonly method: "GET" | "POST";
  /** Such as `/v1/runs/{id}`. */
  readonly path: string;
  /** What it does or gives, for the reference. */
  readonly about: string;
  /** Any other name is refused. Without them, the names are those of what the path names, which checks them itself. */
  readonly fields?: Readonly<Record<string, AdminField>>;
  handle(agent: Agent, request: AdminRequest): unknown;
}

/** The same wherever something is changed. */
export const DRY_RUN: Readonly<Record<"dryRun", AdminField>> = {
  dryRun: { type: "flag", about: "say what would be done, and do nothing" },
};
