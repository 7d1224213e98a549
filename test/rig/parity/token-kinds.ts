import type { ParityClient } from "../../parity/client/types.ts";
import { accessToken, applicationCredential, ec2Key, trust } from "../../parity/matrix/fixtures/delegations.ts";
import type { Parameters, Stage } from "../../parity/matrix/stage.ts";
import { signEc2 } from "../../parity/signatures/ec2.ts";
import { signOauth1 } from "../../parity/signatures/oauth1.ts";
import { oneTimeCode } from "../takeover/signatures.ts";

/** What the logins of {@link tokenKinds} need. */
export interface Belongings {
  readonly domainAdmin: { readonly userId: string; readonly password: string };
  readonly trust: Parameters;
  readonly impersonation: Parameters;
  readonly application: Parameters;
  readonly ruled: Parameters;
  readonly oauth: Parameters;
  readonly ec2: Parameters;
  readonly mona: { readonly userId: string; readonly password: string };
}

const totpSecret = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Makes a user, a trust, a credential of every kind. */
export async function createBelongings(stage: Stage): Promise<Belongings> {
  const { home, roles } = stage.world;
  const createUser = async (name: string, more: object = {}) => {
    const password = `${name}-password`;
    const body = { user: { name, password, domain_id: home.domainId, ...more } };
    return { userId: (await stage.make("POST", "/v3/users", body)).user.id as string, password };
  };
  const domainAdmin = await createUser("steward");
  await stage.make("PUT", `/v3/domains/${home.domainId}/users/${domainAdmin.userId}/roles/${roles.admin}`);
  const mona = await createUser("mona", {
    options: { multi_factor_auth_enabled: true, multi_factor_auth_rules: [["password", "totp"]] },
  });
  const credential = { type: "totp", user_id: mona.userId, blob: totpSecret };
  await stage.make("POST", "/v3/credentials", { credential });
  const { owner, neighbour, projectId } = home;
  const impersonation = {
    trustor_user_id: owner.userId,
    trustee_user_id: neighbour.userId,
    project_id: projectId,
    impersonation: true,
    roles: [{ id: roles.member }],
  };
  const made = await stage.make("POST", "/v3/OS-TRUST/trusts", { trust: impersonation }, { token: owner.token });
  const plain = { application_credential: { name: "plain" } };
  const application = await stage.make("POST", `/v3/users/${owner.userId}/application_credentials`, plain, {
    token: owner.token,
  });
  return {
    domainAdmin,
    mona,
    trust: await trust(stage, "home"),
    impersonation: { trust_id: made.trust.id },
    application: {
      application_credential_id: application.application_credential.id,
      secret: application.application_credential.secret,
    },
    ruled: await applicationCredential(stage, "home"),
    oauth: await accessToken(stage, "home"),
    ec2: await ec2Key(stage, "home"),
  };
}

type Login = (client: ParityClient, stage: Stage, belongings: Belongings) => Promise<string>;

/** One login for every kind of token; each gives the token. */
export const tokenKinds: Readonly<Record<string, Login>> = {
  unscoped: (client, stage) => byPassword(client, ownerOf(stage), "unscoped"),
  project: (client, stage) => byPassword(client, ownerOf(stage), { project: { id: stage.world.home.projectId } }),
  domain: (client, stage, { domainAdmin }) => byPassword(client, domainAdmin, { domain: { id: stage.world.home.domainId } }),
  system: (client, { world: { admin } }) => byPassword(client, admin, { system: { all: true } }),
  trust: (client, stage, { trust: { trust_id } }) =>
    byPassword(client, stage.world.home.neighbour, { "OS-TRUST:trust": { id: trust_id } }),
  "trust with impersonation": (client, stage, { impersonation: { trust_id } }) =>
    byPassword(client, stage.world.home.neighbour, { "OS-TRUST:trust": { id: trust_id } }),
  "application credential": (client, _stage, { application }) => byApplicationCredential(client, application),
  "application credential with access rules": (client, _stage, { ruled }) => byApplicationCredential(client, ruled),
  "OAuth 1": byOauth,
  rescoped: async (client, stage) => {
    const id = await byPassword(client, ownerOf(stage), "unscoped");
    return authenticate(client, { methods: ["token"], token: { id } }, { project: { id: stage.world.home.projectId } });
  },
  EC2: async (client, stage, { ec2: { access = "", secret = "" } }) => {
    const body = signEc2({ access, secret }, client.nowMs());
    return tokenOf(await client.request("POST", "/v3/ec2tokens", { token: stage.world.admin.token, body }));
  },
};

/** The first half of a login with two factors: a receipt. */
export async function beginLogin(client: ParityClient, { userId: id, password }: Belongings["mona"]): Promise<string> {
  const identity = { methods: ["password"], password: { user: { id, password } } };
  const answer = await client.request("POST", "/v3/auth/tokens", { body: { auth: { identity } } });
  const receipt = answer.headers["openstack-auth-receipt"];
  if (answer.status !== 401 || receipt === undefined) throw new Error(`no receipt but ${answer.status}: ${answer.text}`);
  return receipt;
}

/** The second half, a one-time code, with the receipt of the first. */
export function finishLogin(client: ParityClient, { userId: id }: Belongings["mona"], receipt: string): Promise<string> {
  const passcode = oneTimeCode(totpSecret, client.nowMs());
  const identity = { methods: ["totp"], totp: { user: { id, passcode } } };
  return authenticate(client, identity, "unscoped", { "openstack-auth-receipt": receipt });
}

const ownerOf = ({ world }: Stage) => world.home.owner;

function byPassword(
  client: ParityClient,
  { userId: id, password }: { readonly userId: string; readonly password: string },
  scope: unknown,
): Promise<string> {
  return authenticate(client, { methods: ["password"], password: { user: { id, password } } }, scope);
}

function byApplicationCredential(client: ParityClient, { application_credential_id: id, secret }: Parameters): Promise<string> {
  return authenticate(client, { methods: ["application_credential"], application_credential: { id, secret } });
}

function byOauth(client: ParityClient, _stage: Stage, { oauth }: Belongings): Promise<string> {
  const { consumer_id: key = "", consumer_secret: secret = "", access_token_id = "", access_secret } = oauth;
  const url = `${client.baseUrl}/v3/auth/tokens`;
  const authorization = signOauth1(url, { key, secret }, client.nowMs(), { oauth_token: access_token_id }, access_secret);
  return authenticate(client, { methods: ["oauth1"], oauth1: {} }, undefined, { authorization });
}

async function authenticate(
  client: ParityClient,
  identity: unknown,
  scope?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const auth = scope === undefined ? { identity } : { identity, scope };
  return tokenOf(await client.request("POST", "/v3/auth/tokens", { body: { auth }, headers }));
}

function tokenOf({ status, headers, text }: Awaited<ReturnType<ParityClient["request"]>>): string {
  const token = headers["x-subject-token"];
  if (status > 299 || token === undefined) throw new Error(`no token but ${status}: ${text}`);
  return token;
}
