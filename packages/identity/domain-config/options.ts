import type { IdentityConfig } from "../config/index.ts";

/**
 * Options of a domain's own identity driver, by group, with Keystone's defaults (keystone/resource/core.py,
 * whitelisted_options; keystone/conf/ldap.py, keystone/conf/identity.py). This service stores them for clients and for a
 * Keystone on the same database; it does not itself read users from LDAP.
 */
export const readableOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  identity: { driver: "sql", list_limit: null },
  ldap: {
    url: "ldap://localhost",
    user: null,
    suffix: "cn=example,cn=com",
    query_scope: "one",
    page_size: 0,
    alias_dereferencing: "default",
    debug_level: null,
    chase_referrals: null,
    user_tree_dn: null,
    user_filter: null,
    user_objectclass: "inetOrgPerson",
    user_id_attribute: "cn",
    user_name_attribute: "sn",
    user_mail_attribute: "mail",
    user_description_attribute: "description",
    user_pass_attribute: "userPassword",
    user_enabled_attribute: "enabled",
    user_enabled_invert: false,
    user_enabled_mask: 0,
    user_enabled_default: "True",
    user_attribute_ignore: ["default_project_id"],
    user_default_project_id_attribute: null,
    user_enabled_emulation: false,
    user_enabled_emulation_dn: null,
    user_enabled_emulation_use_group_config: false,
    user_additional_attribute_mapping: [],
    group_tree_dn: null,
    group_filter: null,
    group_objectclass: "groupOfNames",
    group_id_attribute: "cn",
    group_name_attribute: "ou",
    group_members_are_ids: false,
    group_member_attribute: "member",
    group_desc_attribute: "description",
    group_attribute_ignore: [],
    group_additional_attribute_mapping: [],
    tls_cacertfile: null,
    tls_cacertdir: null,
    use_tls: false,
    tls_req_cert: "demand",
    use_pool: true,
    pool_size: 10,
    pool_retry_max: 3,
    pool_retry_delay: 0.1,
    pool_connection_timeout: -1,
    pool_connection_lifetime: 600,
    use_auth_pool: true,
    auth_pool_size: 100,
    auth_pool_connection_lifetime: 60,
  },
};

/** Options that are stored in a table of their own and never shown (keystone/resource/core.py, sensitive_options). */
const SENSITIVE: Readonly<Record<string, readonly string[]>> = { identity: [], ldap: ["password"] };

export const isSupportedGroup = (group: string): boolean => Object.hasOwn(readableOptions, group);

export const isReadable = (group: string, option: string): boolean => Object.hasOwn(readableOptions[group] ?? {}, option);

export const isSensitive = (group: string, option: string): boolean => SENSITIVE[group]?.includes(option) ?? false;

/** What the option is where a domain says nothing. */
export function defaultOf(group: string, option: string, config: IdentityConfig): unknown {
  if (group === "identity" && option === "list_limit") return config.identity.list_limit ?? null;
  return readableOptions[group]?.[option] ?? null;
}
