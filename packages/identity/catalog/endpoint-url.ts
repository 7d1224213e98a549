/** What an endpoint's URL may name (keystone/common/utils.py, WHITELISTED_PROPERTIES). */
const PROPERTIES: readonly string[] = [
  "tenant_id",
  "project_id",
  "user_id",
  "public_bind_host",
  "admin_bind_host",
  "compute_host",
  "admin_port",
  "public_port",
  "public_endpoint",
];

/** A conversion of Python's `%` operator: mapping key, flags, width, precision, length, type. */
const CONVERSION = /%(?:\(([^()]*)\))?[#0\- +]*(\*|\d*)(?:\.(\*|\d*))?[hlL]?([\s\S]?)/g;

/**
 * Whether Python's `url.replace("$(", "%(") % properties`, with texts for properties, gives a text
 * (keystone/common/utils.py, check_endpoint_url). A conversion without a name takes all properties as one argument, which
 * only the first one gets.
 */
export function isEndpointUrl(url: string): boolean {
  let isFirst = true;
  for (const [text, name, width, precision, type = ""] of url.replaceAll("$(", "%(").matchAll(CONVERSION)) {
    if (text === "%%") continue;
    if (name !== undefined && !PROPERTIES.includes(name)) return false;
    if (width === "*" || precision === "*") return false;
    if (!["s", "r", "a"].includes(type)) return false;
    if (name === undefined && !isFirst) return false;
    isFirst = false;
  }
  return true;
}
