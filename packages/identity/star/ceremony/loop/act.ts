import { FernetKey } from "../../../tokens/index.ts";
import { keyDiskError, notOperator } from "../errors.ts";
import { isAmong } from "../names.ts";
import { isForOperators, keyHashOf, keyIdOf, sayStatement } from "../statements/index.ts";
import type { CeremonyStatement, CeremonyStep, CeremonyView, KeyView } from "../types.ts";
import type { CeremonyPorts } from "./types.ts";

/** Says something in this member's name; what is for operators with the operator's key of this host. */
export function sayAs(ports: CeremonyPorts, statement: CeremonyStatement): void {
  const { me, store, clock } = ports;
  const operator = isForOperators(statement) ? ports.operator : undefined;
  if (isForOperators(statement) && operator === undefined && !isRootOperator(ports)) throw notOperator(me, statement.says);
  sayStatement(store, me, statement, (operator ?? ports).sign, clock.nowMs(), operator?.operatorKey);
}

/** The first member is an operator by itself where no others were named. */
function isRootOperator({ me, root }: CeremonyPorts): boolean {
  return me === root.member && (root.operators ?? [root.signingKey]).includes(root.signingKey);
}

/**
 * Does one step. It can be done again: what it says is said once more at worst, and statements are sets.
 *
 * @throws what the disk, the sealing or the store of facts throws; then the step is still to be done
 */
export function act(ports: CeremonyPorts, step: CeremonyStep, view: CeremonyView): void {
  const say = (statement: CeremonyStatement): void => sayAs(ports, statement);
  switch (step.do) {
    case "create":
      create(ports, step, view);
      return;
    case "seal": {
      const member = view.members.get(step.forMember);
      if (member === undefined) return;
      const box = ports.sealer.seal(ports.disk.read(step.keyId), step.keyId, member);
      say({ says: "sealed", keyId: step.keyId, forMember: step.forMember, box });
      return;
    }
    case "install":
      install(ports, step.keyId, view);
      return;
    case "acknowledge":
      say(acknowledgement(step, findKey(view, step.keyId)?.recipients ?? []));
      return;
    case "sign":
      // Renouncing the older ones is a step of its own, and the directory changes only when none of them is left to do.
      say({ says: "signing", keyId: step.keyId, lifeMs: step.lifeMs });
      return;
    case "renounce":
      say({ says: "renounced", keyId: step.keyId });
      return;
    case "remove":
      // Said before it is done: whoever counts on this member's copy must not, from the moment on when it may be gone.
      if (findKey(view, step.keyId)?.removed.has(ports.me) !== true) say({ says: "removed", keyId: step.keyId });
      ports.disk.remove(step.keyId);
      return;
    case "admit":
      say({ says: "admitted", member: step.member, keyIds: step.keyIds, members: step.members });
      return;
  }
}

/** As short as can be: whom the key was sealed for when it was made everybody knows. */
function acknowledgement(
  { keyId, members }: Extract<CeremonyStep, { do: "acknowledge" }>,
  recipients: readonly string[],
): CeremonyStatement {
  const countsAll = recipients.length > 0 && recipients.every((name) => isAmong(members, name));
  if (!countsAll) return { says: "installed", keyId, members };
  return { says: "installed", keyId, members: members.filter((name) => !isAmong(recipients, name)), andRecipients: true };
}

function create(ports: CeremonyPorts, step: Extract<CeremonyStep, { do: "create" }>, view: CeremonyView): void {
  const { me, random, sealer } = ports;
  const key = FernetKey.generate(random).text;
  const { purpose, generation, notBeforeMs, emergencyMembers } = step;
  const description = {
    purpose,
    generation,
    notBeforeMs: Math.trunc(notBeforeMs),
    keyHash: keyHashOf(key.reveal()),
    ...(emergencyMembers === undefined ? {} : { emergencyMembers }),
  };
  const keyId = keyIdOf(me, description);
  const boxes = Object.fromEntries([...view.members.values()].map((member) => [member.name, sealer.seal(key, keyId, member)]));
  sayAs(ports, { says: "created", keyId, ...description, boxes });
}

function install({ me, sealer, disk }: CeremonyPorts, keyId: string, view: CeremonyView): void {
  const found = findKey(view, keyId);
  const box = found?.boxes.get(me);
  if (found === undefined || box === undefined) return;
  const key = sealer.open(box, keyId);
  if (key === undefined || keyHashOf(key.reveal()) !== found.keyHash) {
    throw keyDiskError("refused", `What ${found.maker} sealed for ${me} as key ${keyId} does not open, or is another key.`);
  }
  disk.write(keyId, found.purpose, key);
}

function findKey(view: CeremonyView, keyId: string): KeyView | undefined {
  return view.keys.find((key) => key.keyId === keyId);
}
