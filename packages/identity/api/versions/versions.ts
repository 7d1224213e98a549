/** The media types that the root answers in (keystone/api/discovery.py, MimeTypes). */
export const JSON_TYPE = "application/json";
export const JSON_HOME_TYPE = "application/json-home";

/** The one version of the API that there is; `url` ends with `/v3/` (keystone/api/discovery.py, _get_versions_list). */
export function describeVersion(url: string): object {
  return {
    id: "v3.14",
    status: "stable",
    updated: "2020-04-07T00:00:00Z",
    links: [{ rel: "self", href: url }],
    "media-types": [{ base: JSON_TYPE, type: "application/vnd.openstack.identity-v3+json" }],
  };
}
