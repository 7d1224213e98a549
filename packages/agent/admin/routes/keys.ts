import { KEY_PURPOSES, type KeyPurpose } from "@multisite/identity/star";
import { findKeys } from "../../duties/keys.ts";
import { startEmergency } from "../../operate/emergency.ts";
import { readFormerCredentialKeys, sayReencrypted } from "../../operate/reencrypt.ts";
import { rotateKeys } from "../../operate/rotate.ts";
import { optionalText, requireOneOf, requireText, requireTexts } from "../fields.ts";
import { type AdminField, type AdminRoute, DRY_RUN } from "../route.ts";

const PURPOSE: AdminField = { type: "text", about: `one of ${KEY_PURPOSES.join(", ")}`, isRequired: true };

export const keyRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/keys",
    about: "Every key of the ceremony: what each member has said of it, and what it waits for.",
    fields: {},
    handle: (agent) => agent.explainKeys(),
  },
  {
    method: "GET",
    path: "/v1/keys/verify",
    about: "What is wrong with the key directories of this node.",
    fields: {},
    handle: (agent) => ({ findings: findKeys(agent.ports, agent.ceremony) }),
  },
  {
    method: "GET",
    path: "/v1/keys/former-credential-keys",
    about: "Credential keys that some credentials may still be encrypted with, each with whether it is free of them.",
    fields: {},
    handle: (agent) => ({ keys: readFormerCredentialKeys(agent) ?? null }),
  },
  {
    method: "POST",
    path: "/v1/keys/reencrypted",
    about: "Says that nothing is encrypted any more with these credential keys.",
    fields: { keyIds: { type: "texts", about: "IDs of the keys", isRequired: true } },
    handle: (agent, { body }) => sayReencrypted(agent, requireTexts(body, "keyIds")),
  },
  {
    method: "POST",
    path: "/v1/keys/rotate",
    about: "Begins a rotation of the keys of one purpose.",
    fields: { purpose: PURPOSE, ...DRY_RUN },
    handle: (agent, { body }) => rotateKeys(agent, requireOneOf<KeyPurpose>(body, "purpose", KEY_PURPOSES), body.dryRun === true),
  },
  {
    method: "POST",
    path: "/v1/keys/emergency",
    about: "Gives up a key that somebody else may have: tokens made with it are refused from then on.",
    fields: {
      purpose: PURPOSE,
      reason: { type: "text", about: "why, for the audit trail", isRequired: true },
      key: { type: "text", about: "ID of the key; the one that signs, without it" },
      keepsStaged: { type: "flag", about: "staged keys were not seen by anybody, and stay" },
      ...DRY_RUN,
    },
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
