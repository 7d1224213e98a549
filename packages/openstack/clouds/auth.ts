import { Secret } from "@multisite/kernel/secret";
import type { Credentials, UserReference } from "../identity/index.ts";
import { incomplete, unsupported } from "./errors.ts";
import { type Settings, settingsAt, textAt } from "./settings.ts";

/** How a cloud wants to be entered: with a login, or without an identity service. */
export type Auth =
  | { readonly kind: "login"; readonly authUrl: string; readonly credentials: Credentials }
  | { readonly kind: "none"; readonly endpoint: string; readonly token?: Secret };

type Read = (...names: string[]) => string | undefined;

const SUPPORTED = ["password", "v3password", "token", "v3token", "v3applicationcredential", "none", "admin_token"] as const;

/** The plugins of keystoneauth by their names in `auth_type`. */
export function toAuth(cloud: string, settings: Settings): Auth {
  const inside = settingsAt(settings, "auth");
  // What stands beside `auth` counts when `auth` says nothing of it (loader.py, _validate_auth).
  const read: Read = (...names) =>
    names.map((name) => textAt(inside, name) ?? textAt(settings, name)).find((one) => one !== undefined);
  const need: (...names: string[]) => string = (...names) => {
    const found = read(...names);
    if (found === undefined) throw incomplete(cloud, names[0] ?? "");
    return found;
  };
  const type = textAt(settings, "auth_type") ?? textAt(settings, "auth_plugin") ?? "password";
  const logIn = (credentials: Credentials): Auth => ({ kind: "login", authUrl: toIdentityUrl(need("auth_url")), credentials });
  switch (type) {
    case "none":
      return { kind: "none", endpoint: need("endpoint") };
    case "admin_token":
    case "token_endpoint":
      return { kind: "none", endpoint: need("endpoint", "url"), token: new Secret(need("token")) };
    case "password":
    case "v3password":
      return logIn({ kind: "password", user: toUser(read, need), password: new Secret(need("password")), ...toScope(read) });
    case "token":
    case "v3token":
      return logIn({ kind: "token", token: new Secret(need("token", "auth_token")), ...toScope(read) });
    case "v3applicationcredential": {
      const secret = new Secret(need("application_credential_secret"));
      const id = read("application_credential_id");
      if (id !== undefined) return logIn({ kind: "application_credential", id, secret });
      const name = need("application_credential_id", "application_credential_name");
      return logIn({ kind: "application_credential", name, user: toUser(read, need), secret });
    }
    default:
      throw unsupported(cloud, "auth_type", type, SUPPORTED);
  }
}

function toUser(read: Read, need: (...names: string[]) => string): UserReference {
  const id = read("user_id");
  if (id !== undefined) return { id };
  return { name: need("username", "user_name"), domain: toDomain(read, "user") };
}

/** A domain that nobody names is the one with the ID `default`, as in the `openstack` command. */
function toDomain(read: Read, whose: "user" | "project"): { readonly id: string } | { readonly name: string } {
  // The domain of a scope to a domain is none of a project's.
  const shared = read("project_id", "project_name", "tenant_id", "tenant_name") !== undefined;
  const id = read(`${whose}_domain_id`, ...(shared ? ["domain_id"] : []));
  const name = read(`${whose}_domain_name`, ...(shared ? ["domain_name"] : []));
  if (id !== undefined) return { id };
  if (name !== undefined) return { name };
  const defaultName = read("default_domain_name");
  return read("default_domain_id") === undefined && defaultName !== undefined
    ? { name: defaultName }
    : { id: read("default_domain_id", "default_domain") ?? "default" };
}

function toScope(read: Read): { readonly scope?: object } {
  const projectId = read("project_id", "tenant_id");
  const projectName = read("project_name", "tenant_name");
  const domainId = read("domain_id");
  const domainName = read("domain_name");
  if (read("system_scope") === "all") return { scope: { system: { all: true } } };
  if (projectId !== undefined) return { scope: { project: { id: projectId } } };
  if (projectName !== undefined) return { scope: { project: { name: projectName, domain: toDomain(read, "project") } } };
  if (domainId !== undefined) return { scope: { domain: { id: domainId } } };
  if (domainName !== undefined) return { scope: { domain: { name: domainName } } };
  return {};
}

/** The place of the Identity API v3, whether or not the URL names a version. */
function toIdentityUrl(authUrl: string): string {
  return `${authUrl.replace(/\/+$/, "").replace(/\/v(3|2\.0)$/, "")}/v3`;
}
