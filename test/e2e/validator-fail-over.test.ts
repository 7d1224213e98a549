import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentityService, type IdentityService } from "../../packages/identity/main.ts";
import { startTestService, type TestService } from "../../packages/identity/testing/index.ts";
import { silentLog } from "../../packages/kernel/log/index.ts";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import { Secret } from "../../packages/kernel/secret/index.ts";
import { createInProcessNetwork, serveFastify } from "../../packages/kernel/transport/index.ts";
import { createTokenValidator } from "../../packages/middleware/index.ts";

const ONE = "http://identity.one:5000";
const TWO = "http://identity.two:5000";

describe("a service between two real identity services on one database", () => {
  const network = createInProcessNetwork();
  let one: TestService;
  let two: IdentityService;
  beforeAll(async () => {
    one = await startTestService();
    two = await createIdentityService(one.identity.config, { clock: one.clock, random: createSeededRandom(2), log: silentLog });
    network.attach(ONE, serveFastify(one.app));
    network.attach(TWO, serveFastify(two.app));
  });
  afterAll(async () => {
    await two.close();
    await one.close();
  });

  test("goes on when its own site's identity is cut off, and still sees a revocation at once", async () => {
    const validator = createTokenValidator({
      endpoints: [`${ONE}/v3`, `${TWO}/v3`],
      credentials: {
        kind: "password",
        user: { id: one.adminUserId },
        password: new Secret(one.adminPassword),
        scope: { project: { id: one.adminProjectId } },
      },
      clock: one.clock,
      transport: network,
    });
    const token = await one.adminToken();
    expect(await validator.validate(new Secret(token))).toMatchObject({ valid: true, user: { name: "admin" } });
    network.cut(ONE);
    expect(await validator.validate(new Secret(token))).toMatchObject({ valid: true, project: { name: "admin" } });
    await one.clock.advance(1000);
    const revoked = await two.app.inject({
      method: "DELETE",
      url: "/v3/auth/tokens",
      headers: { "x-auth-token": token, "x-subject-token": token },
    });
    expect(revoked.statusCode).toBe(204);
    expect(await validator.validate(new Secret(token))).toMatchObject({ valid: false });
    network.restore(ONE);
    await one.clock.advance(10_000);
    // Requests over a socket arrive in later turns of the event loop; a service reads one state of its database in each.
    await new Promise((resolve) => setImmediate(resolve));
    expect(await validator.validate(new Secret(token))).toMatchObject({ valid: false });
    network.cut(ONE);
    network.cut(TWO);
    await expect(validator.validate(new Secret(token))).rejects.toMatchObject({ code: "middleware.identity_unavailable" });
  });
});
