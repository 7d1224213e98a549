import type { Clock } from "@multisite/kernel/clock";
import type { IdentityConfig } from "../../config/index.ts";
import type { TokenModel } from "../../validation/index.ts";
import type { HostStates } from "./state.ts";

/** Says which tokens a site that is cut off must not accept; see {@link createIsolation}. */
export interface Isolation {
  /** Seconds without word from any other site, when tokens of this scope are refused for it. */
  refusedAfter(model: TokenModel): number | undefined;
}

export interface IsolationDependencies {
  readonly states: HostStates;
  readonly config: IdentityConfig;
  readonly clock: Clock;
}

/**
 * A site that has heard from nobody for longer than the limit cannot know what was revoked meanwhile, and so refuses the scopes
 * that could do most harm: the system, the admin project, and the role `admin` anywhere. All others go on. A site that has never
 * heard of another counts as not cut off: it has not joined yet.
 */
export function createIsolation({ states, config, clock }: IsolationDependencies): Isolation | undefined {
  const limitSeconds = config.star.refuse_admin_after_isolation_seconds;
  if (limitSeconds === undefined) return undefined;
  const exempt = new Set(config.star.isolation_exempt_users);
  return {
    refusedAfter(model) {
      const { heardAtMs } = states.thisTurn();
      if (heardAtMs === undefined) return undefined;
      const seconds = Math.floor((clock.nowMs() - heardAtMs) / 1000);
      const isRefused = seconds > limitSeconds && isAdminScope(model, config) && !exempt.has(model.payload.userId);
      return isRefused ? seconds : undefined;
    },
  };
}

function isAdminScope({ payload, roles, project }: TokenModel, { resource }: IdentityConfig): boolean {
  if (payload.system !== undefined || roles.some(({ name }) => name.toLowerCase() === "admin")) return true;
  const { admin_project_name: name, admin_project_domain_name: domainName } = resource;
  return name !== undefined && project?.name === name && project.domain.name === domainName;
}
