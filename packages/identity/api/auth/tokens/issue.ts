import { login } from "../../../auth/login/index.ts";
import { escapeNonAscii, joinTokenBody, renderCatalog, renderToken } from "../../../validation/index.ts";
import type { Route } from "../../http/route.ts";
import { subjectReply } from "./validate.ts";

/** `POST /v3/auth/tokens` (keystone/api/auth.py, AuthTokenResource.post). */
export const issueToken: Route = {
  method: "POST",
  path: "/v3/auth/tokens",
  async handle(exchange) {
    const { identity, links, request } = exchange;
    const issued = await login(identity, request.body.auth, {
      method: request.method,
      url: links.self,
      headers: request.headers,
      address: request.address,
      requestId: request.requestId,
      globalRequestId: request.globalRequestId,
    });
    const rendered = renderToken(issued.model, issued.snapshot, identity.render);
    const catalog = request.query.has("nocatalog") ? undefined : renderCatalog(issued.model, issued.snapshot, identity.render);
    return subjectReply(201, issued.token, joinTokenBody(escapeNonAscii(JSON.stringify(rendered)), catalog));
  },
};
