import { authenticate, password, project, sendOk, tokenFor } from "../wire/request.ts";

export const totpSecret = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What {@link fillEstate} made: names of IDs, and the secrets that are needed to log in. */
export interface Estate {
  readonly adminPassword: string;
  /** Token of the administrator, scoped to project `admin`. */
  readonly admin: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly ec2: { readonly access: string; readonly secret: string };
  /** One of every scope and kind, by what it is. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Revoked, or its user was disabled: must stay invalid. */
  readonly endedTokens: Readonly<Record<string, string>>;
  /** Of a login that still lacks its one-time code. */
  readonly receipt: string;
}

/** Fills a bootstrapped service with something of everything, through its API. */
export async function fillEstate(url: string, adminPassword: string): Promise<Estate> {
  const admin = await tokenFor(url, password("admin", adminPassword, project("admin")));
  const ids: Record<string, string> = {};
  const put = (path: string, body?: unknown) =>
    sendOk(url, "PUT", path, { token: admin, ...(body === undefined ? {} : { body }) });
  // biome-ignore lint/suspicious/noExplicitAny: a resource of any kind.
  const post = async (path: string, kind: string, values: unknown, token = admin): Promise<any> => {
    const answer = await sendOk(url, "POST", path, { token, body: { [kind]: values } });
    return answer.body[kind];
  };
  const make = async (alias: string, path: string, kind: string, values: unknown, token = admin): Promise<string> => {
    ids[alias] = (await post(path, kind, values, token)).id;
    return ids[alias] ?? "";
  };
  for (const role of (await sendOk(url, "GET", "/v3/roles", { token: admin })).body.roles) ids[role.name] = role.id;
  for (const user of (await sendOk(url, "GET", "/v3/users", { token: admin })).body.users) ids.adminUser = user.id;

  await make("north", "/v3/domains", "domain", { name: "north", description: "a second one" });
  await make("base", "/v3/projects", "project", { name: "base", tags: ["red", "round"], colour: "blue" });
  await make("child", "/v3/projects", "project", { name: "child", parent_id: ids.base });
  await make("grandchild", "/v3/projects", "project", { name: "grandchild", parent_id: ids.child });
  await make("off", "/v3/projects", "project", { name: "off", enabled: false });
  await make("fixed", "/v3/projects", "project", { name: "fixed", domain_id: ids.north, options: { immutable: true } });

  const person = { password: "pw" };
  await make("ann", "/v3/users", "user", { name: "ann", email: "ann@example.org", default_project_id: ids.base, ...person });
  await make("ben", "/v3/users", "user", { name: "ben", ...person });
  await make("carl", "/v3/users", "user", { name: "carl", ...person, options: { ignore_password_expiry: true } });
  await make("dan", "/v3/users", "user", { name: "dan", domain_id: ids.north, ...person });
  await make("eve", "/v3/users", "user", { name: "eve", ...person });
  const rules = [["password", "totp"]];
  const options = { multi_factor_auth_enabled: true, multi_factor_auth_rules: rules };
  await make("mona", "/v3/users", "user", { name: "mona", ...person, options });
  await make("crew", "/v3/groups", "group", { name: "crew", description: "a team" });
  await put(`/v3/groups/${ids.crew}/users/${ids.ben}`);

  await make("operator", "/v3/roles", "role", { name: "operator" });
  await make("inner", "/v3/roles", "role", { name: "inner", domain_id: ids.north });
  await put(`/v3/roles/${ids.operator}/implies/${ids.reader}`);
  await put(`/v3/projects/${ids.base}/users/${ids.ann}/roles/${ids.member}`);
  await put(`/v3/projects/${ids.base}/users/${ids.eve}/roles/${ids.member}`);
  await put(`/v3/projects/${ids.base}/users/${ids.mona}/roles/${ids.reader}`);
  await put(`/v3/projects/${ids.base}/groups/${ids.crew}/roles/${ids.operator}`);
  await put(`/v3/OS-INHERIT/projects/${ids.base}/users/${ids.carl}/roles/${ids.operator}/inherited_to_projects`);
  await put(`/v3/OS-INHERIT/domains/${ids.north}/groups/${ids.crew}/roles/${ids.reader}/inherited_to_projects`);
  await put(`/v3/domains/${ids.north}/users/${ids.dan}/roles/${ids.admin}`);
  await put(`/v3/system/users/${ids.carl}/roles/${ids.reader}`);
  await put(`/v3/system/groups/${ids.crew}/roles/${ids.reader}`);

  await make("compute", "/v3/services", "service", { type: "compute", name: "nova", description: "servers" });
  await make("image", "/v3/services", "service", { type: "image", name: "glance" });
  await post("/v3/regions", "region", { id: "RegionTwo", description: "south", parent_region_id: "RegionOne" });
  const computeUrl = "http://compute.example.org/v2.1/%(tenant_id)s";
  const endpoint = { service_id: ids.compute, interface: "public", url: computeUrl, region_id: "RegionTwo" };
  await make("computePublic", "/v3/endpoints", "endpoint", endpoint);
  await make("imagePublic", "/v3/endpoints", "endpoint", { ...endpoint, service_id: ids.image, url: "http://image.example.org" });
  await put(`/v3/OS-EP-FILTER/projects/${ids.child}/endpoints/${ids.computePublic}`);
  const filter = { name: "images", description: "all of them", filters: { service_id: ids.image } };
  await make("images", "/v3/OS-EP-FILTER/endpoint_groups", "endpoint_group", filter);
  await put(`/v3/OS-EP-FILTER/endpoint_groups/${ids.images}/projects/${ids.grandchild}`);
  await make("policy", "/v3/policies", "policy", { blob: "{}", type: "application/json" });
  await put(`/v3/policies/${ids.policy}/OS-ENDPOINT-POLICY/endpoints/${ids.computePublic}`);

  const registered = [{ service_id: ids.compute, region_id: "RegionOne", resource_name: "servers", default_limit: 10 }];
  await sendOk(url, "POST", "/v3/registered_limits", { token: admin, body: { registered_limits: registered } });
  const limits = [
    { service_id: ids.compute, region_id: "RegionOne", resource_name: "servers", resource_limit: 5, project_id: ids.base },
  ];
  await sendOk(url, "POST", "/v3/limits", { token: admin, body: { limits } });
  await put(`/v3/domains/${ids.north}/config`, { config: { identity: { driver: "ldap" }, ldap: { url: "ldap://north" } } });
  await make("consumer", "/v3/OS-OAUTH1/consumers", "consumer", { description: "an application" });

  const ann = await tokenFor(url, password("ann", "pw", project("base")));
  const ec2 = (
    await sendOk(url, "POST", `/v3/users/${ids.ann}/credentials/OS-EC2`, { token: ann, body: { tenant_id: ids.base } })
  ).body.credential;
  await make("totp", "/v3/credentials", "credential", { type: "totp", user_id: ids.mona, blob: totpSecret });
  await make("cert", "/v3/credentials", "credential", { type: "cert", user_id: ids.ann, project_id: ids.base, blob: "text" });
  const accessRules = [{ service: "compute", method: "GET", path: "/v2.1/servers" }];
  const robot = { name: "robot", secret: "s3cret", access_rules: accessRules, roles: [{ name: "member" }] };
  const ownCredentials = `/v3/users/${ids.ann}/application_credentials`;
  await make("robot", ownCredentials, "application_credential", robot, ann);
  const free = { name: "free", secret: "s3cret", unrestricted: true, expires_at: "2099-01-01T00:00:00.123456" };
  await make("free", ownCredentials, "application_credential", free, ann);
  const trust = { trustor_user_id: ids.ann, trustee_user_id: ids.ben, project_id: ids.base, roles: [{ name: "member" }] };
  await make("trust", "/v3/OS-TRUST/trusts", "trust", { ...trust, impersonation: true }, ann);
  const limited = { ...trust, impersonation: false, remaining_uses: 2, expires_at: "2099-01-01T00:00:00.000000Z" };
  await make("limitedTrust", "/v3/OS-TRUST/trusts", "trust", limited, ann);

  const tokens = { ann, ...(await logInEverywhere(url, ids)) };
  const revoked = await tokenFor(url, password("ann", "pw", project("base")));
  await sendOk(url, "DELETE", "/v3/auth/tokens", { token: admin, headers: { "x-subject-token": revoked } });
  const disabled = await tokenFor(url, password("eve", "pw", project("base")));
  await sendOk(url, "PATCH", `/v3/users/${ids.eve}`, { token: admin, body: { user: { enabled: false } } });
  const receipt = (await authenticate(url, password("mona", "pw", project("base")))).headers.get("openstack-auth-receipt") ?? "";
  return { adminPassword, admin, ids, ec2, tokens: { admin, ...tokens }, endedTokens: { revoked, disabled }, receipt };
}

/** Logs in as everybody and by every method, which must succeed. */
export async function logInEverywhere(url: string, ids: Estate["ids"]): Promise<Record<string, string>> {
  const byId = (id: string | undefined, secret: string, scope?: unknown): unknown => ({
    identity: { methods: ["password"], password: { user: { id, password: secret } } },
    ...(scope === undefined ? {} : { scope }),
  });
  const applicationCredential = (id: string | undefined): unknown => ({
    identity: { methods: ["application_credential"], application_credential: { id, secret: "s3cret" } },
  });
  const logins: Readonly<Record<string, unknown>> = {
    unscoped: byId(ids.ann, "pw", "unscoped"),
    "default project": byId(ids.ann, "pw"),
    "by group": byId(ids.ben, "pw", project("base")),
    inherited: byId(ids.carl, "pw", project("grandchild")),
    domain: byId(ids.dan, "pw", { domain: { id: ids.north } }),
    system: byId(ids.carl, "pw", { system: { all: true } }),
    trust: byId(ids.ben, "pw", { "OS-TRUST:trust": { id: ids.trust } }),
    "application credential": applicationCredential(ids.robot),
    "unrestricted application credential": applicationCredential(ids.free),
  };
  const tokens: Record<string, string> = {};
  for (const [name, auth] of Object.entries(logins)) tokens[name] = await tokenFor(url, auth);
  const rescoped = { identity: { methods: ["token"], token: { id: tokens.unscoped } }, scope: project("base") };
  tokens.rescoped = await tokenFor(url, rescoped);
  return tokens;
}
