import { type CallOptions, isOpenStackError, type Service } from "../session/index.ts";

/** What quotas are counted of. */
export type QuotaName =
  | "network"
  | "subnet"
  | "subnetpool"
  | "port"
  | "router"
  | "floatingip"
  | "security_group"
  | "security_group_rule"
  | "rbac_policy"
  | "trunk";

/** Limits of a project; -1 is none. What a deployment's extensions do not count is missing. */
export type Quota = Readonly<Partial<Record<QuotaName, number>>>;

/** `GET /v2.0/quotas/{project}/details.json`. */
export type QuotaDetails = Readonly<
  Partial<Record<QuotaName, { readonly limit: number; readonly used: number; readonly reserved: number }>>
>;

export interface Quotas {
  get(projectId: string, options?: CallOptions): Promise<Quota>;
  /** With what is used. */
  details(projectId: string, options?: CallOptions): Promise<QuotaDetails>;
  /** What a project has that was given none. */
  defaults(projectId: string, options?: CallOptions): Promise<Quota>;
  /** Administrators only. */
  update(projectId: string, change: Quota, options?: CallOptions): Promise<Quota>;
  /** Back to the defaults. Administrators only. */
  reset(projectId: string, options?: CallOptions): Promise<void>;
}

export function createQuotas(service: Service): Quotas {
  const pathOf = (projectId: string): string => `/quotas/${encodeURIComponent(projectId)}`;
  const get = async <Body>(path: string, options?: CallOptions): Promise<Body> =>
    (await service.call<{ readonly quota: Body }>({ method: "GET", path }, options)).quota;
  return {
    get: (projectId, options) => get(pathOf(projectId), options),
    details: (projectId, options) => get(`${pathOf(projectId)}/details.json`, options),
    defaults: (projectId, options) => get(`${pathOf(projectId)}/default`, options),
    async update(projectId, quota, options) {
      return (await service.call<{ readonly quota: Quota }>({ method: "PUT", path: pathOf(projectId), body: { quota } }, options))
        .quota;
    },
    async reset(projectId, options) {
      try {
        await service.call({ method: "DELETE", path: pathOf(projectId) }, options);
      } catch (thrown) {
        if (!isOpenStackError(thrown, 404, "TenantQuotaNotFound")) throw thrown;
      }
    },
  };
}
