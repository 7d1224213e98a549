import { Secret } from "@multisite/kernel/secret";
import type { Exchange } from "../http/exchange.ts";
import { oauth2Error } from "./errors.ts";

/** An OAuth2 client: an application credential by another name. */
export interface OAuth2Client {
  readonly id: string;
  readonly secret: Secret;
}

/** The client of an `Authorization: Basic` header. @throws KeystoneError 401 (keystone/api/os_oauth2.py, AccessTokenResource.post) */
export function readClient(exchange: Exchange): OAuth2Client {
  const refused = (description: string) => oauth2Error(exchange, 401, "invalid_client", description);
  const [, scheme = "", encoded = ""] = /^(\S+)\s+(.*)$/.exec(exchange.request.headers.authorization ?? "") ?? [];
  if (scheme.toLowerCase() === "digest") {
    throw refused("OAuth2.0 client authorization type digest is not supported.");
  }
  const decoded = scheme.toLowerCase() === "basic" ? Buffer.from(encoded, "base64").toString("utf8") : "";
  const colon = decoded.indexOf(":");
  if (colon < 0) throw refused("OAuth2.0 client authorization is required.");
  const id = decoded.slice(0, colon);
  const secret = decoded.slice(colon + 1);
  if (id === "" || secret === "") throw refused("OAuth2.0 client authorization is invalid.");
  return { id, secret: new Secret(secret) };
}
