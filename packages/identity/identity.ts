import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import type { Auditor } from "./audit/types.ts";
import type { LoginLimits } from "./auth/rate-limit/index.ts";
import type { IdentityConfig } from "./config/index.ts";
import type { IdentityFacts } from "./facts/index.ts";
import type { CredentialCipher } from "./keys/index.ts";
import type { PasswordService } from "./passwords/index.ts";
import type { Enforcer } from "./policy/index.ts";
import type { Readiness } from "./server/readiness.ts";
import type { Host } from "./star/host/open.ts";
import type { IdentityDatabase } from "./store/database.ts";
import type { TokenService } from "./token-service/index.ts";
import type { ReceiptFormat } from "./tokens/index.ts";
import type { RenderSettings, SnapshotSource } from "./validation/index.ts";

/** Plain integers, cheap enough for the hottest path. */
export interface ServiceCounts {
  /** Validations that were answered in front of the framework. */
  cachedValidations: number;
  databaseErrors: number;
}

/** What the parts of one identity service share; `main.ts` puts it together. */
export interface Identity {
  readonly config: IdentityConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly database: IdentityDatabase;
  readonly audit: Auditor;
  readonly policy: Enforcer;
  readonly passwords: PasswordService;
  readonly facts: IdentityFacts;
  readonly loginLimits: LoginLimits;
  readonly credentialCipher: CredentialCipher;
  readonly receipts: ReceiptFormat;
  readonly tokens: TokenService;
  readonly snapshots: SnapshotSource;
  readonly render: RenderSettings;
  /** Counted by whoever is there, read by the metrics. */
  readonly counts: ServiceCounts;
  readonly readiness: Readiness;
  /** This node's part in a star; undefined for a service that is on its own. */
  readonly host: Host | undefined;
  /** Certificate and key when the service itself speaks TLS. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}
