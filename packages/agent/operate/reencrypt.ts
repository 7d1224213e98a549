import { type FormerCredentialKeys, formerCredentialKeys } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Agent } from "../agent/create.ts";
import { membersWithout } from "../forward/everywhere.ts";
import { type CarriedOut, carryOut } from "./carry-out.ts";

/**
 * Keys of credentials that nobody encrypts with any more, and which are kept until no credential has them. Asked of a master, as what is
 * encrypted anew must be written.
 *
 * @throws MultisiteError `agent.keys.not_a_master`
 */
export function readFormerCredentialKeys({ ports, ceremony }: Agent): FormerCredentialKeys | undefined {
  const { replication, links, clock } = ports;
  if (replication.writesNow() !== "here") {
    const text = `${links.self.node} takes no writes, and credentials are encrypted anew where they are written.`;
    throw new MultisiteError("agent.keys.not_a_master", text);
  }
  return formerCredentialKeys(ceremony.view(), clock.nowMs(), ports.ceremony.disk.read);
}

/**
 * Says, as an operator, that no credential has these keys any more; then every member removes them. Not before every member has what was
 * encrypted anew: with the key gone, the former text would be lost.
 *
 * @throws MultisiteError `agent.keys.not_everywhere`, `agent.keys.not_a_master`, `agent.keys.unknown`
 */
export async function sayReencrypted(agent: Agent, keyIds: readonly string[]): Promise<CarriedOut> {
  const known = new Set(readFormerCredentialKeys(agent)?.former.map(({ keyId }) => keyId));
  const unknown = keyIds.find((keyId) => !known.has(keyId));
  if (unknown !== undefined) throw new MultisiteError("agent.keys.unknown", `No former credential key is called ${unknown}.`);
  const lacking = await membersWithout(agent.ports, await agent.ports.replication.position());
  if (lacking.length > 0) {
    const text = `Credentials were encrypted anew, and ${lacking.join(", ")} cannot say to have that yet. The former keys stay; give the command again.`;
    throw new MultisiteError("agent.keys.not_everywhere", text);
  }
  return await carryOut(
    agent,
    {
      acts: keyIds.map((keyId) => ({ act: "say", statement: { says: "reencrypted", keyId } })),
      consequences: keyIds.map((keyId) => `No credential has the key ${keyId} any more: every member removes it.`),
      needsRoot: false,
    },
    false,
  );
}
