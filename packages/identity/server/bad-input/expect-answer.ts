import { expect } from "vitest";
import { SECRET_MARK } from "./plausible-bodies.ts";
import type { WireAnswer, WireRequest } from "./send.ts";

/** What only code, a driver or a disk could have said. Hostile inputs, which errors may quote, hold nothing of it. */
const INSIDES = [
  /\n\s+at .+:\d+/,
  /\.ts:\d+/,
  /node_modules|node:internal|\/packages\//,
  /SQLITE_|ER_[A-Z]+_[A-Z]+|errcode|sqlMessage/,
  /\bselect .+ from |\binsert into |\bupdate ["`]\w+["`] set |\bdelete from /,
  /Cannot read propert|is not a function|is not iterable|undefined/,
];

/** Whether something is an answer of the API to a bad request, and nothing besides. */
export function expectKeystoneAnswer(request: WireRequest, answer: WireAnswer, secrets: readonly string[]): void {
  const { status, text, headers } = answer;
  // Federation is not configured here, whatever is asked of it: 501, and for SAML metadata the 500 that Keystone has.
  const isUnconfigured =
    request.target.includes("OS-FEDERATION") && status === (request.target.includes("saml2/metadata") ? 500 : 501);
  if (!isUnconfigured) expect(status, text).toBeLessThan(500);
  if (status < 400) return;
  for (const secret of [SECRET_MARK, ...secrets]) expect(text).not.toContain(secret);
  for (const inside of INSIDES) expect(text).not.toMatch(inside);
  expect(headers["x-openstack-request-id"]).toMatch(/^req-/);
  if (request.method === "HEAD") return;
  const type = String(headers["content-type"]);
  if (status === 404 && type.startsWith("text/html")) {
    expect(text).toContain("The requested URL was not found on the server.");
    return;
  }
  expect(type).toBe("application/json");
  const body = JSON.parse(text) as { error: Record<string, unknown> };
  // RFC 6749 and the authentication receipts have forms of their own.
  if (request.target.includes("OS-OAUTH2") && typeof body.error === "string") return;
  expect(body.error).toMatchObject({ code: status, message: expect.any(String), title: expect.any(String) });
  expect(body.error.message).not.toBe("");
  expect(Object.keys(body.error).filter((name) => name !== "identity")).toHaveLength(3);
}
