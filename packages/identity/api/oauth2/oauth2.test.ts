import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";

describe("OAuth2 tokens", () => {
  let service: TestService;
  let client: { id: string; secret: string };
  beforeAll(async () => {
    service = await startTestService();
    const made = await service.request("POST", `/v3/users/${service.adminUserId}/application_credentials`, {
      token: await service.adminToken(),
      body: { application_credential: { name: "client", roles: [{ name: "admin" }] } },
    });
    client = made.body.application_credential;
  });
  afterAll(() => service.close());

  const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  const post = (authorization: string | undefined, form = "grant_type=client_credentials") =>
    service.request("POST", "/v3/OS-OAUTH2/token", {
      body: form,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(authorization === undefined ? {} : { authorization }),
      },
    });

  test("an application credential gets a bearer token that validates", async () => {
    const answer = await post(basic(client.id, client.secret));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 });
    const token = answer.body.access_token;
    const validated = await service.request("GET", "/v3/auth/tokens", { token, subjectToken: token });
    expect(validated.body.token.methods).toEqual(["application_credential"]);
    expect(validated.body.token.project.id).toBe(service.adminProjectId);
  });

  test.each([
    ["no header", undefined, "OAuth2.0 client authorization is required."],
    ["another scheme", "Bearer x", "OAuth2.0 client authorization is required."],
    ["no colon", `Basic ${Buffer.from("x").toString("base64")}`, "OAuth2.0 client authorization is required."],
    ["a digest", "Digest username=x", "OAuth2.0 client authorization type digest is not supported."],
    ["no client", basic("", "x"), "OAuth2.0 client authorization is invalid."],
    ["no secret", basic("x", ""), "OAuth2.0 client authorization is invalid."],
  ])("401 in OAuth2's form for %s", async (_case, authorization, description) => {
    const refused = await post(authorization);
    expect(refused.status).toBe(401);
    expect(refused.body).toEqual({ error: "invalid_client", error_description: description });
    expect(refused.headers["www-authenticate"]).toBe('Keystone uri="http://identity.test:5000/v3"');
  });

  test("a wrong secret is 401, an unknown client 404, as application credentials are in Keystone", async () => {
    const wrong = await post(basic(client.id, "wrong"));
    expect(wrong.status).toBe(401);
    const unauthenticated = "The request you have made requires authentication.";
    expect(wrong.body).toEqual({ error: "invalid_client", error_description: unauthenticated });
    const unknown = await post(basic("x", "y"));
    expect(unknown.status).toBe(404);
    const failed = "An unknown error occurred and failed to get an OAuth2.0 access token.";
    expect(unknown.body).toEqual({ error: "other_error", error_description: failed });
  });

  test.each([
    ["", "invalid_request", "The parameter grant_type is required."],
    ["grant_type=password", "unsupported_grant_type", "The parameter grant_type password is not supported."],
    [
      "grant_type=password&grant_type=client_credentials",
      "unsupported_grant_type",
      "The parameter grant_type password is not supported.",
    ],
  ])("400 in OAuth2's form for the grant type in %j", async (form, error, description) => {
    const refused = await post(basic(client.id, client.secret), form);
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual({ error, error_description: description });
  });

  test("a JSON body is no form", async () => {
    const headers = { authorization: basic(client.id, client.secret), "content-type": "application/json" };
    const body = { grant_type: "client_credentials" };
    const refused = await service.request("POST", "/v3/OS-OAUTH2/token", { body, headers });
    expect(refused.body.error_description).toBe("The parameter grant_type is required.");
  });

  test.each(["GET", "PUT", "PATCH", "DELETE"])("405 in OAuth2's form for %s", async (method) => {
    const refused = await service.request(method, "/v3/OS-OAUTH2/token");
    expect(refused.status).toBe(405);
    expect(refused.body).toEqual({
      error: "other_error",
      error_description: "The method is not allowed for the requested URL.",
    });
  });
});
