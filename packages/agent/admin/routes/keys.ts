import { KEY_PURPOSES, type KeyPurpose } from "@multisite/identity/star";
import { findKeys } from "../../duties/keys.ts";
import { startEmergency } from "../../operate/emergency.ts";
import { readFormerCredentialKeys, sayReencrypted } from "../../operate/reencrypt.ts";
import { rotateKeys } from "../../operate/rotate.ts";
import { optionalText, requireOneOf, requireText, requireTexts } from "../fields.ts";
import type { AdminRoute } from "../route.ts";

export const keyRoutes: readonly AdminRoute[] = [
  { method: "GET", path: "/v1/keys", handle: (agent) => agent.explainKeys() },
  { method: "GET", path: "/v1/keys/verify", handle: (agent) => ({ findings: findKeys(agent.ports, agent.ceremony) }) },
  {
    method: "GET",
    path: "/v1/keys/former-credential-keys",
    handle: (agent) => ({ keys: readFormerCredentialKeys(agent) ?? null }),
  },
  {
    method: "POST",
    path: "/v1/keys/reencrypted",
    handle: (agent, { body }) => sayReencrypted(agent, requireTexts(body, "keyIds")),
  },
  {
    method: "POST",
    path: "/v1/keys/rotate",
    handle: (agent, { body }) => rotateKeys(agent, requireOneOf<KeyPurpose>(body, "purpose", KEY_PURPOSES), body.dryRun === true),
  },
  {
    method: "POST",
    path: "/v1/keys/emergency",
    handle(agent, { body }) {
      const key = optionalText(body, "key");
      return startEmergency(agent, {
        ...(key === undefined ? {} : { key }),
        purpose: requireOneOf<KeyPurpose>(body, "purpose", KEY_PURPOSES),
        reason: requireText(body, "reason"),
        keepsStaged: body.keepsStaged === true,
        isDryRun: body.dryRun === true,
      });
    },
  },
];
