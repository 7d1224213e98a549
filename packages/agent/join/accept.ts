import { findNode, type IdentityStar } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { About } from "./types.ts";

/** A busy host that asks over a slow link still tells its clock within this; a clock that is wrong is wrong by minutes. */
const ROUND_TRIP_MS = 20_000;

/**
 * Looks at what a joining host tells of itself; pure.
 *
 * @throws MultisiteError `agent.join.*`: what must be mended on that host first
 */
export function acceptHost(
  star: IdentityStar,
  whom: { readonly site: string; readonly node: string },
  told: unknown,
  nowMs: number,
): About {
  const about = told as Partial<About> | null;
  const refuse = (code: string, text: string): MultisiteError => new MultisiteError(`agent.join.${code}`, text);
  if (typeof about?.signingKey !== "string" || typeof about.sealingKey !== "string" || typeof about.nowMs !== "number") {
    throw refuse("about", "The host does not tell its keys and its clock; it is of another version.");
  }
  const place = findNode(star, whom.node);
  if (place?.site.name !== whom.site) {
    throw refuse(
      "unknown",
      `The star's document (generation ${star.generation}) has no node ${whom.node} at ${whom.site} any more.`,
    );
  }
  const offMs = Math.abs(about.nowMs - nowMs);
  if (offMs > star.keys.clockErrorMs + ROUND_TRIP_MS) {
    throw refuse(
      "clock",
      `The clock of ${whom.node} is ${Math.round(offMs / 1000)} s off, and this star works with ${star.keys.clockErrorMs} ms; let it follow NTP, then join again.`,
    );
  }
  const { authMethods, defaultDomainId } = about.wire ?? star.wire;
  if (JSON.stringify(authMethods) !== JSON.stringify(star.wire.authMethods)) {
    throw refuse(
      "methods",
      `[auth] methods of ${whom.node} are ${authMethods.join(",")}, and the star's are ${star.wire.authMethods.join(",")}; their order is part of every token, so make them equal first.`,
    );
  }
  if (defaultDomainId !== star.wire.defaultDomainId) {
    throw refuse(
      "default_domain",
      `[identity] default_domain_id of ${whom.node} is ${defaultDomainId}, and the star's is ${star.wire.defaultDomainId}; it is part of every token, so make them equal first.`,
    );
  }
  return about as About;
}
