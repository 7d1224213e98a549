import { verifyEc2Signature } from "../../ec2/index.ts";
import type { IssuedToken } from "../../token-service/index.ts";
import { escapeNonAscii, joinTokenBody, renderCatalog, renderToken } from "../../validation/index.ts";
import { subjectReply } from "../auth/tokens/validate.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Route } from "../http/route.ts";
import { authenticateSigned } from "./authenticate.ts";

/**
 * `POST /v3/ec2tokens`: a service shows a request that a user signed, and gets the user's token. Only services and
 * administrators may (CVE-2025-65073; keystone/api/ec2tokens.py, EC2TokensResource).
 */
const createRoute: Route = {
  method: "POST",
  path: "/v3/ec2tokens",
  async handle(exchange) {
    await exchange.enforce("identity:ec2tokens_validate");
    const issued = await authenticateSigned(exchange.identity, exchange.request.body, verifyEc2Signature);
    return subjectReply(200, issued.token, renderIssued(exchange, issued));
  },
};

/** The body of a token with its catalog. */
export function renderIssued({ identity }: Exchange, { model, snapshot }: IssuedToken): string {
  const rendered = renderToken(model, snapshot, identity.render);
  return joinTokenBody(escapeNonAscii(JSON.stringify(rendered)), renderCatalog(model, snapshot, identity.render));
}

/** `/v3/ec2tokens` (keystone/api/ec2tokens.py). */
export const ec2TokenRoutes: readonly Route[] = [createRoute];
