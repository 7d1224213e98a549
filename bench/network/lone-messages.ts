import type { ConnectorPorts } from "../../packages/network/connector/index.ts";
import type { L2popMessage } from "../../packages/sandbox/network/index.ts";

export const MIRROR_SUBJECT = "network.mirror";

/** Where a connector that is measured is. */
export interface ConnectorPlace {
  readonly site: string;
  readonly others: readonly string[];
  /** Between looks at everything. */
  readonly passMs: number;
  readonly networks: ReturnType<ConnectorPorts["networks"]>;
}

export interface FromConnector {
  readonly id: number;
  readonly what: "api" | "cast" | "peer" | "reply";
  readonly body: unknown;
}

export type ToConnector =
  | { readonly what: "answer"; readonly id: number; readonly body: unknown }
  | { readonly what: "heard"; readonly message: L2popMessage }
  | { readonly what: "question"; readonly id: number; readonly body: unknown }
  | { readonly what: "usage"; readonly id: number };
