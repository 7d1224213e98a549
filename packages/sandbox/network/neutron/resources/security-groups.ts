import { text } from "../attributes/checks.ts";
import { toBoolean } from "../attributes/converters.ts";
import { identified, name, neutronsOwn, tagged } from "../attributes/standard.ts";
import type { AttributeMap } from "../attributes/types.ts";
import { owns } from "../caller.ts";
import { conflict, notFound } from "../faults.ts";
import { born, type NeutronState, type StoredSecurityGroup, type StoredSecurityGroupRule } from "../state.ts";
import { assignGiven, type Kind, visible } from "./kind.ts";

const attributes: AttributeMap = {
  ...identified,
  ...tagged,
  name: {
    ...name,
    check(value) {
      const reason = text(255)(value);
      if (reason === undefined && String(value).toLowerCase() === "default")
        throw conflict("SecurityGroupDefaultAlreadyExists", "Default security group already exists.");
      return reason;
    },
  },
  security_group_rules: neutronsOwn,
  stateful: { in: "POST PUT", default: true, convert: toBoolean, isFilter: true },
  shared: { in: "none", convert: toBoolean, isFilter: true },
};

export const securityGroups: Kind<StoredSecurityGroup> = {
  singular: "security_group",
  plural: "security_groups",
  attributes,
  guards: [],
  table: (state) => state.securityGroups,
  absent: (id) => notFound("SecurityGroup", id),
  sees: (_state, caller, group) => owns(caller, group),
  owns: (_state, caller, group) => owns(caller, group),
  show(state, group, caller) {
    const rules = rulesOf(state, group.id).map((rule) => ({ ...showRule(rule), tags: [], standard_attr_id: 1 }));
    return { ...visible(group, caller, () => false), security_group_rules: rules };
  },
  create(state, given) {
    ensureDefaultGroup(state, String(given.project_id));
    return makeGroup(state, {
      projectId: String(given.project_id),
      name: String(given.name),
      description: String(given.description),
      isStateful: given.stateful === true,
    });
  },
  update(_state, group, change) {
    if (group.name === "default" && change.name !== undefined)
      throw conflict("SecurityGroupCannotUpdateDefault", "Updating default security group not allowed.");
    assignGiven(group, change, ["name", "description", "stateful"]);
  },
  remove(state, group, caller) {
    if (group.name === "default" && !caller.isAdmin)
      throw conflict("SecurityGroupCannotRemoveDefault", "Insufficient rights for removing default security group.");
    if ([...state.ports.values()].some(({ security_groups }) => security_groups.includes(group.id)))
      throw conflict("SecurityGroupInUse", `Security Group ${group.id} in use.`);
    for (const { id } of rulesOf(state, group.id)) state.securityGroupRules.delete(id);
    state.securityGroups.delete(group.id);
  },
  prepareList: (state, caller) => void ensureDefaultGroup(state, caller.projectId),
};

/** Each project's own, made when it first needs one; gives its ID. Members of it may speak to each other. */
export function ensureDefaultGroup(state: NeutronState, projectId: string): string {
  const known = [...state.securityGroups.values()].find(
    ({ name: called, project_id }) => called === "default" && project_id === projectId,
  );
  if (known !== undefined) return known.id;
  const description = "Default security group";
  const group = makeGroup(state, { projectId, name: "default", description, isStateful: true });
  for (const ethertype of ["IPv4", "IPv6"] as const) addRule(state, group, { direction: "ingress", ethertype, remote: group.id });
  return group.id;
}

interface NewGroup {
  readonly projectId: string;
  readonly name: string;
  readonly description: string;
  readonly isStateful: boolean;
}

/** With rules that let everything out. */
function makeGroup(state: NeutronState, { projectId, name: called, description, isStateful }: NewGroup): StoredSecurityGroup {
  const group = { ...born(state, projectId), name: called, description, stateful: isStateful, shared: false };
  state.securityGroups.set(group.id, group);
  for (const ethertype of ["IPv4", "IPv6"] as const) addRule(state, group, { direction: "egress", ethertype, remote: null });
  return group;
}

function addRule(
  state: NeutronState,
  group: StoredSecurityGroup,
  { direction, ethertype, remote }: Pick<StoredSecurityGroupRule, "direction" | "ethertype"> & { readonly remote: string | null },
): void {
  const { tags, ...rest } = born(state, group.project_id);
  state.securityGroupRules.set(rest.id, {
    ...rest,
    description: null,
    security_group_id: group.id,
    direction,
    ethertype,
    protocol: null,
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_group_id: remote,
    remote_address_group_id: null,
  });
}

function rulesOf({ securityGroupRules }: NeutronState, groupId: string): readonly StoredSecurityGroupRule[] {
  return [...securityGroupRules.values()].filter(({ security_group_id }) => security_group_id === groupId);
}

export function showRule(rule: StoredSecurityGroupRule): Record<string, unknown> {
  return { ...rule, tenant_id: rule.project_id, normalized_cidr: rule.remote_ip_prefix };
}
