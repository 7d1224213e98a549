import { verifyS3Signature } from "../../ec2/index.ts";
import { authenticateSigned } from "../ec2tokens/authenticate.ts";
import { renderIssued } from "../ec2tokens/index.ts";
import type { Route } from "../http/route.ts";

/**
 * `POST /v3/s3tokens`: the same for a request to an object store, whose text to sign the service hands over. The answer says
 * whose it is, but does not carry the token (keystone/api/s3tokens.py, S3Resource).
 */
const createRoute: Route = {
  method: "POST",
  path: "/v3/s3tokens",
  async handle(exchange) {
    await exchange.enforce("identity:s3tokens_validate");
    const issued = await authenticateSigned(exchange.identity, exchange.request.body, verifyS3Signature);
    return { status: 200, text: renderIssued(exchange, issued), contentType: "application/json" };
  },
};

/** `/v3/s3tokens` (keystone/api/s3tokens.py). */
export const s3TokenRoutes: readonly Route[] = [createRoute];
