import { timingSafeEqual } from "node:crypto";
import { Secret } from "@multisite/kernel/secret";
import { unauthorized } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import { lookupUser } from "../lookup.ts";
import { decodeBase32, passcodeOf, timeStepOf } from "../totp/passcode.ts";
import type { AuthMethod } from "../types.ts";
import { isUserEnabled } from "./user-enabled.ts";

/**
 * A one-time code of a credential of type `totp` (keystone/auth/plugins/totp.py). Unlike in Keystone, a code is good once
 * (RFC 6238, 5.2), at this site and at those it has exchanged facts with.
 */
export const totpMethod: AuthMethod = {
  name: "totp",
  async authenticate(payload, { identity, trail }) {
    const user = await lookupUser(identity.database.query, payload, "totp", trail);
    if (!user) throw unauthorized("no such user");
    trail.userId = user.id;
    trail.userName = user.name;
    if (!(await isUserEnabled(identity, user))) throw unauthorized("the user is disabled");
    const { passcode } = payload.user as Record<string, unknown>;
    const match = typeof passcode === "string" ? await findMatch(identity, user.id, passcode) : undefined;
    if (!match) throw unauthorized("wrong one-time code");
    if (!identity.facts.useCode(match.credentialId, match.timeStep, identity.clock.nowMs())) {
      throw unauthorized("the one-time code was used before");
    }
    return { userId: user.id };
  },
};

/** Shorter keys never match, as in Keystone's library. */
const MIN_KEY_BYTES = 16;

interface Match {
  readonly credentialId: string;
  readonly timeStep: number;
}

/** The credential and the time step, now or shortly before, that the code belongs to. */
async function findMatch(identity: Identity, userId: string, passcode: string): Promise<Match | undefined> {
  const { clock, config, credentialCipher, database } = identity;
  const credentials = await database.query
    .selectFrom("credential")
    .select(["id", "encrypted_blob"])
    .where("user_id", "=", userId)
    .where("type", "=", "totp")
    .execute();
  const now = timeStepOf(clock.nowMs());
  for (const { id, encrypted_blob: encryptedBlob } of credentials) {
    const key = decodeBase32(credentialCipher.decrypt(encryptedBlob));
    if (!key || key.length < MIN_KEY_BYTES) continue;
    for (let timeStep = now; timeStep >= now - config.totp.included_previous_windows; timeStep--) {
      if (isSame(passcode, passcodeOf(new Secret(key), timeStep))) return { credentialId: id, timeStep };
    }
  }
  return undefined;
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
