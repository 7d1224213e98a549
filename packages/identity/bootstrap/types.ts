import type { Secret } from "@multisite/kernel/secret";
import type { Identity } from "../identity.ts";
import type { Queries } from "../store/database.ts";

/** What `keystone-manage bootstrap` can be told (keystone/cmd/cli.py, BootStrap). */
export interface BootstrapOptions {
  readonly username: string;
  readonly password: Secret;
  readonly projectName: string;
  readonly roleName: string;
  readonly serviceName: string;
  readonly regionId?: string;
  readonly publicUrl?: string;
  readonly internalUrl?: string;
  readonly adminUrl?: string;
  readonly immutableRoles: boolean;
}

/** What the steps work with, and what they found or made so far. */
export interface BootstrapState {
  readonly identity: Pick<Identity, "config" | "clock" | "random" | "database" | "passwords">;
  readonly queries: Queries;
  readonly options: BootstrapOptions;
  readonly say: (line: string) => void;
  projectId: string;
  userId: string;
  readonly roleIds: Record<string, string>;
}

/** One step; each is idempotent, so that a bootstrap can be repeated. */
export type BootstrapStep = (state: BootstrapState) => Promise<void>;
