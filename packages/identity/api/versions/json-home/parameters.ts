const RELATIONS = "https://docs.openstack.org/api/openstack-identity/3";

/** Path parameters that are documented with an extension. */
const EXTENSION_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  "OS-EP-FILTER": ["endpoint_group_id"],
  "OS-FEDERATION": ["idp_id", "mapping_id", "protocol_id", "sp_id"],
  "OS-OAUTH1": ["access_token_id", "consumer_id", "request_token_id"],
  "OS-TRUST": ["trust_id"],
};

/** Path parameters that are documented under another name. */
const RENAMED: Readonly<Record<string, string>> = {
  group: "config_group",
  option: "config_option",
  value: "tag_value",
  prior_role_id: "role_id",
  implied_role_id: "role_id",
};

/** The URI that says what a resource is; `extension` is undefined for the API itself (keystone/common/json_home.py). */
export function resourceRelation(extension: string | undefined, name: string): string {
  return extension === undefined ? `${RELATIONS}/rel/${name}` : `${RELATIONS}/ext/${extension}/1.0/rel/${name}`;
}

/** The URI that says what a path parameter is. */
export function parameterRelation(name: string): string {
  const extension = Object.entries(EXTENSION_PARAMETERS).find(([, names]) => names.includes(name))?.[0];
  if (extension !== undefined) return `${RELATIONS}/ext/${extension}/1.0/param/${name}`;
  return `${RELATIONS}/param/${RENAMED[name] ?? name}`;
}
