import { type JsonSchema, types, validateSchema } from "../../api/schema/index.ts";
import { badRequest } from "../../errors/index.ts";

const text: JsonSchema = { type: "string" };
const domain: JsonSchema = { type: "object", properties: { id: text, name: text } };

/** Body of `POST /v3/auth/tokens` (keystone/auth/schema.py, token_issue). */
const tokenIssue: JsonSchema = {
  type: "object",
  properties: {
    identity: {
      type: "object",
      properties: {
        methods: { type: "array", items: text },
        password: {
          type: "object",
          properties: { user: { type: "object", properties: { id: text, name: text, password: text, domain } } },
        },
        token: { type: "object", properties: { id: text }, required: ["id"] },
      },
      required: ["methods"],
    },
    scope: {
      type: ["object", "string"],
      properties: {
        project: { type: "object", properties: { name: text, id: text, domain } },
        domain,
        "OS-TRUST:trust": { type: "object", properties: { id: text } },
        system: { type: "object", properties: { all: types.boolean } },
      },
    },
  },
  required: ["identity"],
};

/** Objects that must name something by ID or by name. */
const NAMED_OBJECTS: readonly (readonly string[])[] = [
  ["identity", "password", "user"],
  ["identity", "password", "user", "domain"],
  ["scope", "project"],
  ["scope", "project", "domain"],
  ["scope", "domain"],
];

/** Rejects an `auth` object that is not of Keystone's shape (keystone/auth/schema.py, validate_issue_token_auth). */
export function validateAuth(auth: unknown): asserts auth is Record<string, unknown> {
  validateSchema(tokenIssue, auth);
  for (const path of NAMED_OBJECTS) {
    const found = path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], auth);
    if (typeof found === "object" && found !== null && !("id" in found) && !("name" in found)) {
      throw badRequest(`Invalid input for field ${path.join("/")}: id or name must be present.`);
    }
  }
}
