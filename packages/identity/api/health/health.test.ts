import { expect, test } from "vitest";
import { startTestService } from "../../testing/index.ts";

test("load balancers get Keystone's answer to a health check, without a token", async () => {
  const service = await startTestService();
  try {
    const answer = await service.request("GET", "/healthcheck");
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/plain; charset=UTF-8");
    expect(answer.text).toBe("");
    expect((await service.request("HEAD", "/healthcheck")).status).toBe(204);
  } finally {
    await service.close();
  }
});
