import { existsSync, mkdirSync } from "node:fs";
import { contentHash, findNode, type IdentityStar, type StarHome, sayStatement, storeStar } from "@multisite/identity/star";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { openFactStore } from "@multisite/kernel/facts";
import { createAuthority, issueOwnCertificate } from "@multisite/kernel/pki";
import type { Random } from "@multisite/kernel/random";
import { createMemberKeys } from "@multisite/kernel/seal";
import { publishDocument } from "../document/facts.ts";
import { writeNodeFile } from "./node-file.ts";

export interface FoundOptions {
  readonly home: StarHome;
  readonly star: IdentityStar;
  /** The first node: a master. It holds the certificate authority and the first operator's key. */
  readonly node: string;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Makes the first node of a new star: certificate authority, its own keys and certificate, the document. All other nodes join.
 *
 * @throws MultisiteError `agent.home.exists`, `agent.home.not_a_master`, `kernel.pki.*`
 */
export async function foundStar({ home, star, node, clock, random }: FoundOptions): Promise<void> {
  const place = findNode(star, node);
  if (place?.node.role !== "master") {
    throw new MultisiteError(
      "agent.home.not_a_master",
      `A star begins at a master, and ${node} is none of the star ${star.name}.`,
    );
  }
  if (existsSync(home.nodeFile)) {
    throw new MultisiteError("agent.home.exists", `${home.directory} is the home of a node already; nothing was changed.`);
  }
  for (const directory of [home.directory, home.pki, home.member]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const site = place.site.name;
  const authority = await createAuthority({ directory: home.pki, star: star.name, clock, random });
  await issueOwnCertificate(authority, home.pki, { site, node, hosts: [place.node.address] });
  authority.close();
  const keys = createMemberKeys(home.member, random);
  storeStar(home.directory, star);
  const store = openFactStore({ path: home.facts, random });
  const member = { name: node, site, signingKey: keys.signingKey, sealingKey: keys.sealingKey };
  const nowMs = clock.nowMs();
  publishDocument(store, star, nowMs);
  sayStatement(store, node, { says: "joined", member }, keys.sign, nowMs);
  sayStatement(store, node, { says: "document", generation: star.generation, hash: contentHash(star) }, keys.sign, nowMs);
  store.close();
  // Last: what is there before it is no home yet, and founding can be done again.
  writeNodeFile(home, { star: star.name, site, node, root: { member: node, signingKey: keys.signingKey } });
}
