import type { Quota, QuotaName } from "@multisite/openstack/network";
import { toInteger } from "./attributes/converters.ts";
import { readChange } from "./attributes/read-body.ts";
import type { Attribute, Attributes } from "./attributes/types.ts";
import type { Caller } from "./caller.ts";
import { conflict, disallowed, NeutronFault, nothingHere } from "./faults.ts";
import type { Kind } from "./resources/kind.ts";
import type { NeutronState } from "./state.ts";

/** What a project may have that was given no limit of its own (neutron/conf/quota.py). */
export const DEFAULT_QUOTA: Quota = {
  network: 100,
  subnet: 100,
  subnetpool: -1,
  port: 500,
  router: 10,
  floatingip: 50,
  security_group: 10,
  security_group_rule: 100,
  rbac_policy: 10,
};

const limit: Attribute = {
  in: "POST PUT",
  convert: toInteger,
  check: (value) => (Number(value) < -1 ? `'${value}' is too small - must be at least '-1'` : undefined),
};

const kind = {
  singular: "quota",
  plural: "quotas",
  attributes: Object.fromEntries(Object.keys(DEFAULT_QUOTA).map((name) => [name, limit])),
};

/** Requests below `/quotas`; undefined answers a deletion. */
export function answerQuotas(
  state: NeutronState,
  { method, projectId, part, body }: { method: string; projectId: string | undefined; part: string | undefined; body: unknown },
  { caller, kinds }: { readonly caller: Caller; readonly kinds: readonly Kind[] },
): object | undefined {
  if (method === "GET" && projectId === undefined) return { quotas: caller.isAdmin ? listQuotas(state) : [] };
  if (projectId === undefined) throw nothingHere();
  if (method === "GET" && projectId === "tenant") return { tenant: { tenant_id: caller.projectId } };
  if (method === "GET") {
    if (!caller.isAdmin && caller.projectId !== projectId) throw disallowed("rule:get_quota");
    if (part === "default") return { quota: state.defaultQuota };
    return { quota: part === undefined ? quotaOf(state, projectId) : detailsOf(state, projectId, kinds) };
  }
  if (!caller.isAdmin) throw disallowed(method === "PUT" ? "rule:update_quota" : "rule:delete_quota");
  if (method === "PUT") {
    const change = readChange(kind, body);
    state.quotas.set(projectId, { ...state.quotas.get(projectId), ...change });
    return { quota: quotaOf(state, projectId) };
  }
  if (!state.quotas.delete(projectId))
    throw new NeutronFault(404, "TenantQuotaNotFound", `Quota for tenant ${projectId} could not be found.`);
  return undefined;
}

function listQuotas(state: NeutronState): readonly object[] {
  return [...state.quotas.keys()].map((id) => ({ ...quotaOf(state, id), project_id: id, tenant_id: id }));
}

function quotaOf({ quotas, defaultQuota }: NeutronState, projectId: string): Quota {
  return { ...defaultQuota, ...quotas.get(projectId) };
}

function detailsOf(state: NeutronState, projectId: string, kinds: readonly Kind[]): Attributes {
  return Object.fromEntries(
    Object.entries(quotaOf(state, projectId)).map(([name, value]) => {
      const counted = kinds.find(({ singular }) => singular === name);
      return [name, { limit: value, reserved: 0, used: counted === undefined ? 0 : count(state, counted, projectId) }];
    }),
  );
}

/** @throws NeutronFault when a project would have more than it may */
export function checkQuota(state: NeutronState, counted: Kind, projects: readonly string[]): void {
  for (const projectId of new Set(projects)) {
    const most = quotaOf(state, projectId)[counted.singular as QuotaName] ?? -1;
    const more = projects.filter((one) => one === projectId).length;
    if (most >= 0 && count(state, counted, projectId) + more > most)
      throw conflict("OverQuota", `Quota exceeded for resources: ['${counted.singular}'].`);
  }
}

function count(state: NeutronState, counted: Kind, projectId: string): number {
  let found = 0;
  for (const { project_id } of counted.table(state).values()) if (project_id === projectId) found++;
  return found;
}
