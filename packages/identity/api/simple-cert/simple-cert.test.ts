import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

test.each(["ca", "certificates"])(
  "clients of PKI tokens learn that OS-SIMPLE-CERT/%s is gone, with or without a token",
  async (name) => {
    for (const options of [{}, { token: await service.adminToken() }]) {
      const answer = await service.request("GET", `/v3/OS-SIMPLE-CERT/${name}`, options);
      expect(answer.status).toBe(410);
      expect(answer.body).toEqual({
        error: {
          code: 410,
          message: "This API is no longer available due to the removal of support for PKI tokens.",
          title: "Gone",
        },
      });
    }
  },
);

test("the list of revoked PKI tokens is refused to everybody, as in Keystone", async () => {
  for (const options of [{}, { token: await service.adminToken() }]) {
    const answer = await service.request("GET", "/v3/auth/tokens/OS-PKI/revoked", options);
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toBe("You are not authorized to perform the requested action.");
  }
});
