import { isoTime } from "../store/time.ts";
import type { Snapshot } from "./snapshot.ts";
import type { TokenModel, TokenUser } from "./types.ts";

/** What rendering needs of the configuration. */
export interface RenderSettings {
  readonly adminProjectName: string | undefined;
  readonly adminProjectDomainName: string | undefined;
  readonly returnAllEndpointsWithoutFilter: boolean;
}

/**
 * The `token` object of an answer without its catalog, fields in Keystone's order
 * (keystone/common/render_token.py, render_token_response_from_model).
 */
export function renderToken(model: TokenModel, snapshot: Snapshot, settings: RenderSettings): Record<string, unknown> {
  const { payload, trust, project } = model;
  const token: Record<string, unknown> = {
    methods: payload.methods,
    user: renderUser(model.user),
    audit_ids: payload.auditIds,
    expires_at: isoTime(payload.expiresAtMs),
    issued_at: isoTime(payload.issuedAtMs),
  };
  if (payload.system !== undefined) {
    token.roles = model.roles;
    token.system = { all: true };
  } else if (model.domain) {
    token.domain = model.domain;
    token.roles = model.roles;
  } else if (trust && project) {
    token["OS-TRUST:trust"] = {
      id: trust.id,
      trustor_user: { id: trust.trustor.id },
      trustee_user: { id: trust.trusteeUserId },
      impersonation: trust.impersonation,
    };
    token.project = { domain: project.domain, id: project.id, name: project.name };
    token.roles = model.roles;
  } else if (project) {
    token.project = { domain: project.domain, id: project.id, name: project.name };
    token.is_domain = project.isDomain;
    token.roles = model.roles;
    if (settings.adminProjectName !== undefined && settings.adminProjectDomainName !== undefined) {
      token.is_admin_project =
        project.name === settings.adminProjectName && project.domain.name === settings.adminProjectDomainName;
    }
  }
  if (snapshot.serviceProviders.length > 0) token.service_providers = snapshot.serviceProviders;
  if (model.accessToken) {
    token["OS-OAUTH1"] = { access_token_id: model.accessToken.id, consumer_id: model.accessToken.consumerId };
  }
  if (model.applicationCredential) {
    const { id, name, unrestricted, accessRules } = model.applicationCredential;
    token.application_credential = { id, name, restricted: !unrestricted, ...(accessRules ? { access_rules: accessRules } : {}) };
  }
  return token;
}

/** JSON text of the catalog for a scoped token; undefined for an unscoped one, whose answer has no catalog. */
export function renderCatalog(model: TokenModel, snapshot: Snapshot, settings: RenderSettings): string | undefined {
  const { payload } = model;
  const scoped = payload.system !== undefined || model.domain !== undefined || model.project !== undefined;
  if (!scoped) return undefined;
  const userId = model.trust ? model.trust.trustor.id : payload.userId;
  const audience = { userId, projectId: model.catalogProjectId };
  return snapshot.catalog.render(audience, model.endpointFilter, settings.returnAllEndpointsWithoutFilter);
}

/** The whole answer from the texts of the token and its catalog, both in ASCII as Python writes JSON. */
export function joinTokenBody(token: string, catalog: string | undefined): string {
  return catalog === undefined ? `{"token":${token}}` : `${headOfTokenBody(token)}${catalog}}}`;
}

/** The answer up to its catalog, which is its last field. */
export function headOfTokenBody(token: string): string {
  return `{"token":${token.slice(0, -1)},"catalog":`;
}

function renderUser(user: TokenUser): object {
  return { domain: user.domain, id: user.id, name: user.name, password_expires_at: user.passwordExpiresAt };
}
