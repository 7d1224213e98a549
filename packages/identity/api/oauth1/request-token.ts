import { uuidHex } from "@multisite/kernel/random";
import { missingAttribute, notFound, notFoundText, unauthorized } from "../../errors/index.ts";
import { checkRequestTokenRequest, verifyOauthSignature } from "../../oauth1/index.ts";
import { createRequestToken, getConsumer } from "../../store/oauth1.ts";
import { getProject } from "../../store/projects.ts";
import type { Route } from "../http/route.ts";
import { expiryAfter, readSigned, requireOauthField, tokenForm } from "./signed.ts";

/** `POST /v3/OS-OAUTH1/request_token`, signed by the consumer (keystone/api/os_oauth1.py, RequestTokenResource). */
export const createRequestTokenRoute: Route = {
  method: "POST",
  path: "/v3/OS-OAUTH1/request_token",
  async handle(exchange) {
    const { clock, config, database, random } = exchange.identity;
    const consumerId = requireOauthField(exchange, "oauth_consumer_key");
    const projectId = exchange.request.headers["requested-project-id"];
    if (!projectId) throw missingAttribute("Requested-Project-Id", "request");
    if (!(await getProject(database.query, projectId))) throw notFound("project", projectId);
    const consumer = await getConsumer(database.query, consumerId);
    if (!consumer) throw notFoundText("Consumer not found");
    const request = readSigned(exchange, checkRequestTokenRequest);
    if (!verifyOauthSignature(request, { consumerSecret: consumer.secret, tokenSecret: undefined })) {
      throw unauthorized("Invalid signature");
    }
    const token = {
      id: uuidHex(random),
      secret: uuidHex(random),
      consumerId,
      projectId,
      expiresAt: expiryAfter(clock.nowMs(), config.oauth1.request_token_duration),
      verifier: null,
      authorizingUserId: null,
      roleIds: null,
    };
    await createRequestToken(database.query, token);
    await exchange.notify("OS-OAUTH1:request_token", "created", token.id);
    return tokenForm(token);
  },
};
