import { expect } from "vitest";
import { authenticate, password, project, send, sendOk, tokenFor, validate } from "../wire/request.ts";
import { type Estate, logInEverywhere, totpSecret } from "./estate.ts";
import { oneTimeCode, signedEc2Request } from "./signatures.ts";

/** What people do after the move; each must work on the service that took the estate over. */
export const afterTheMove: readonly (readonly [name: string, act: (url: string, estate: Estate) => Promise<void>])[] = [
  [
    "logins of every method and scope succeed, and the tokens validate",
    async (url, { ids, admin }) => {
      const tokens = await logInEverywhere(url, ids);
      for (const [name, token] of Object.entries(tokens)) {
        expect([name, (await validate(url, admin, token)).status]).toEqual([name, 200]);
      }
    },
  ],
  [
    "wrong passwords, disabled users and disabled projects are refused",
    async (url) => {
      expect((await authenticate(url, password("ann", "wrong", project("base")))).status).toBe(401);
      expect((await authenticate(url, password("eve", "pw"))).status).toBe(401);
      expect((await authenticate(url, password("ann", "pw", project("off")))).status).toBe(401);
    },
  ],
  [
    "a login begun before is finished with its receipt and a one-time code",
    async (url, { receipt }) => {
      const user = { name: "mona", domain: { id: "default" }, passcode: oneTimeCode(totpSecret, Date.now()) };
      const auth = { identity: { methods: ["totp"], totp: { user } }, scope: project("base") };
      const answer = await send(url, "POST", "/v3/auth/tokens", {
        body: { auth },
        headers: { "openstack-auth-receipt": receipt },
      });
      expect(answer.status).toBe(201);
      expect([...answer.body.token.methods].sort()).toEqual(["password", "totp"]);
    },
  ],
  [
    "an EC2 signature with a key made before is good for a token",
    async (url, { ec2, admin, ids }) => {
      const body = signedEc2Request(ec2.access, ec2.secret, Date.now());
      const answer = await send(url, "POST", "/v3/ec2tokens", { token: admin, body });
      expect(answer.status).toBe(200);
      expect(answer.body.token.user.id).toBe(ids.ann);
    },
  ],
  [
    "a trust made before is used up at the count that it was given",
    async (url, { ids }) => {
      const scope = { "OS-TRUST:trust": { id: ids.limitedTrust } };
      const use = async (): Promise<number> => (await authenticate(url, password("ben", "pw", scope))).status;
      expect([await use(), await use(), await use()]).toEqual([201, 201, 401]);
    },
  ],
  [
    "tokens made before can be revoked, and removed roles end their scope",
    async (url, { admin, tokens, ids }) => {
      const subject = tokens.rescoped ?? "";
      await sendOk(url, "DELETE", "/v3/auth/tokens", { token: admin, headers: { "x-subject-token": subject } });
      expect((await validate(url, admin, subject)).status).toBe(404);
      const inherited = `/v3/OS-INHERIT/projects/${ids.base}/users/${ids.carl}/roles/${ids.operator}/inherited_to_projects`;
      await sendOk(url, "DELETE", inherited, { token: admin });
      expect((await validate(url, admin, tokens.inherited ?? "")).status).toBe(404);
    },
  ],
  [
    "resources of every kind are updated, created and deleted",
    async (url, { admin, ids }) => {
      const change = async (path: string, kind: string, values: Record<string, unknown>): Promise<void> => {
        const { body } = await sendOk(url, "PATCH", path, { token: admin, body: { [kind]: values } });
        expect(body[kind]).toMatchObject(values);
      };
      await change(`/v3/projects/${ids.base}`, "project", { description: "moved", colour: "green" });
      await change(`/v3/domains/${ids.north}`, "domain", { description: "moved" });
      await change(`/v3/users/${ids.dan}`, "user", { email: "dan@example.org" });
      await change(`/v3/groups/${ids.crew}`, "group", { description: "moved" });
      await change(`/v3/roles/${ids.operator}`, "role", { description: "moved" });
      await change(`/v3/endpoints/${ids.imagePublic}`, "endpoint", { url: "http://moved.example.org" });
      await change(`/v3/services/${ids.image}`, "service", { description: "moved" });
      await sendOk(url, "PUT", `/v3/projects/${ids.base}/tags/moved`, { token: admin });
      expect((await send(url, "DELETE", `/v3/projects/${ids.fixed}`, { token: admin })).status).toBe(403);
      for (const path of [
        `/v3/projects/${ids.grandchild}`,
        `/v3/credentials/${ids.cert}`,
        `/v3/OS-OAUTH1/consumers/${ids.consumer}`,
        `/v3/services/${ids.compute}`,
        `/v3/roles/${ids.inner}`,
        `/v3/users/${ids.eve}`,
      ]) {
        await sendOk(url, "DELETE", path, { token: admin });
        expect([path, (await send(url, "GET", path, { token: admin })).status]).toEqual([path, 404]);
      }
      await sendOk(url, "POST", "/v3/projects", {
        token: admin,
        body: { project: { name: "made after", parent_id: ids.child } },
      });
    },
  ],
  [
    "a changed password is the only one, and is known after the next move",
    async (url, { admin, ids }) => {
      const own = { user: { password: "new-pw", original_password: "pw" } };
      await sendOk(url, "POST", `/v3/users/${ids.dan}/password`, { token: admin, body: own });
      const auth = (secret: string): unknown => ({
        identity: { methods: ["password"], password: { user: { id: ids.dan, password: secret } } },
      });
      expect((await authenticate(url, auth("pw"))).status).toBe(401);
      expect(await tokenFor(url, auth("new-pw"))).toMatch(/^gAAAAA/);
    },
  ],
];
