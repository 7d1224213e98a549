import { existsSync, mkdirSync } from "node:fs";
import { parseStar, type StarHome, storeStar } from "@multisite/identity/star";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { joinStar, readToken } from "@multisite/kernel/peers/join";
import type { Random } from "@multisite/kernel/random";
import { createMemberKeys } from "@multisite/kernel/seal";
import type { Secret } from "@multisite/kernel/secret";
import { writeNodeFile } from "../home/node-file.ts";
import type { About, Welcome } from "./types.ts";

export interface JoinNodeOptions {
  readonly home: StarHome;
  readonly token: Secret;
  readonly clock: Clock;
  readonly random: Random;
  /** Of a stock Keystone on this host. */
  readonly wire?: About["wire"];
}

/**
 * Lets this host join as the node that it was invited as; can be done again when it was interrupted.
 *
 * @throws MultisiteError `agent.home.exists`, `kernel.join.*`, `agent.join.*`
 */
export async function joinNode({ home, token, clock, random, wire }: JoinNodeOptions): Promise<{ site: string; node: string }> {
  readToken(token);
  if (existsSync(home.nodeFile)) {
    throw new MultisiteError("agent.home.exists", `${home.directory} is the home of a node already; nothing was changed.`);
  }
  for (const directory of [home.directory, home.pki, home.member]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { signingKey, sealingKey } = createMemberKeys(home.member, random);
  const about: About = { signingKey, sealingKey, nowMs: clock.nowMs(), ...(wire === undefined ? {} : { wire }) };
  const { star, site, node, welcome } = await joinStar({ token, directory: home.pki, about, clock });
  const { document, root } = welcome as Welcome;
  storeStar(home.directory, parseStar(document, "the inviting node's document"));
  writeNodeFile(home, { star, site, node, root });
  return { site, node };
}
