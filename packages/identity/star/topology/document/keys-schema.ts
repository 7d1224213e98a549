import type { IntegerPart, MapPart } from "@multisite/kernel/document";

const MOST_SECONDS = 315_360_000;

const seconds = (description: string, more: { readonly default?: number; readonly minimum?: number } = {}): IntegerPart => ({
  type: "integer",
  minimum: 1,
  maximum: MOST_SECONDS,
  description,
  ...more,
});

/** The defaults hold a site that is cut off for 7 days compatible, with Keystone's own token life and window. */
export const keysSchema: MapPart = {
  type: "object",
  default: {},
  description: "How keys rotate; `multisite keys plan` calculates with it.",
  additionalProperties: false,
  properties: {
    tokenExpirationSeconds: seconds("Life of a token, Keystone's [token] expiration.", { default: 3600 }),
    allowExpiredWindowSeconds: seconds(
      "How long after its end a service may still use a token, Keystone's [token] allow_expired_window.",
      { default: 172_800, minimum: 0 },
    ),
    rotationPeriodSeconds: seconds("How often a new key begins to sign.", { default: 86_400 }),
    stagedKeys: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      default: 7,
      description: "Keys that are installed everywhere ahead of their use: with so many periods a cut-off site stays compatible.",
    },
    clockErrorMs: {
      type: "integer",
      minimum: 0,
      maximum: 3_600_000,
      default: 1000,
      description: "Largest error of any site's clock that is tolerated; a site beyond it starts no new phase.",
    },
    retentionSeconds: seconds(
      "Keys that no longer sign are kept for so long, if that is longer than life and window. Grows before those change, and shrinks after; `multisite keys plan --change-to FILE` says when.",
    ),
    canary: {
      type: "object",
      description: "The site that signs with a new key first. Unset: all begin when they may.",
      required: ["site"],
      additionalProperties: false,
      properties: {
        site: { type: "string", minLength: 1, maxLength: 63, description: "Name of a site that holds keys." },
        holdSeconds: seconds("How long it signs before the others do.", { default: 600 }),
      },
    },
  },
};
