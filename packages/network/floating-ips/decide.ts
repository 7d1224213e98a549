import { parseAddress } from "../addresses/index.ts";
import { isLater, isSameMove } from "./order.ts";
import { decideTarget } from "./target.ts";
import type { AddressMove, FloatingIpLook, MovePlan, MoveRequest, StaleHolder } from "./types.ts";

/** What a site said, or why it did not. */
export type Looked = { readonly site: string } & ({ readonly answer: FloatingIpLook } | { readonly problem: string });

export interface Known {
  readonly looked: readonly Looked[];
  /** Sites that were told to let go, and those of them that have not yet. */
  readonly noted: readonly StaleHolder[];
  readonly open: readonly StaleHolder[];
  readonly nowMs: number;
}

export type DecidedMove = { readonly plan: MovePlan } | { readonly wrong: readonly string[] };

/**
 * Whether an address may be moved, and how. Two sites must never answer for it at once, so every site that may have it lets go first; one
 * that does not answer is fenced off, or an operator takes it upon himself.
 */
export function decideMove(request: MoveRequest, { looked, noted, open, nowMs }: Known): DecidedMove {
  const { address, to } = request;
  const wrong: string[] = [];
  if (parseAddress(address) === undefined) wrong.push(`address: ${address} is no IPv4 address.`);
  wrong.push(...wrongOverride(request));
  const looks = looked.flatMap((one) => ("answer" in one ? [one.answer] : []));
  const silent = looked.flatMap((one) => ("problem" in one ? [one] : []));
  const target = looks.find(({ site }) => site === to);
  wrong.push(...wrongTargetSite(to, looked));
  const holders = looks.filter((look) => look.holders.length > 0);
  const [holder] = holders;
  const away = holders.filter(({ site }) => site !== to);
  if (holders.length > 1) wrong.push(manyHold(address, holders));
  for (const { site, usedBy } of looks) {
    if (usedBy !== null) wrong.push(`${site}, port: ${address} is the address of ${usedBy} there; give that another one.`);
  }
  const found = target?.target && decideTarget(request, to, target);
  if (found && "wrong" in found) wrong.push(...found.wrong);
  const notes = ofAddress(noted, address);
  const moves = [...looks.flatMap(({ heard }) => heard ?? []), ...notes.map(({ move }) => move)];
  const unheard = silent.filter(({ site }) => mayHave(site, holder, { moves, notes, open: ofAddress(open, address) }));
  const mayHaveIt = unheard.map(({ site }) => site);
  const against = againstSilent(request, mayHaveIt, target?.hasFence ?? false);
  if (mayHaveIt.length > 0 && against === null) wrong.push(...unsafe(request, unheard, to));
  if (holder === undefined && silent.length === 0 && looks.every(({ heard }) => heard === null)) {
    wrong.push(`address: no site has a floating IP ${address}. Make it: openstack floating ip create --floating-ip-address.`);
  }
  if (wrong.length > 0 || !found || "wrong" in found) return { wrong };
  const others = looks.filter(({ site }) => site !== to);
  return {
    plan: {
      move: { address, to, epoch: Math.max(nowMs, ...moves.map(({ epoch }) => epoch + 1)) },
      ...found,
      description: holder?.holders[0]?.description ?? "",
      releases: [...others.filter((look) => !away.includes(look)), ...away].map(({ site, holders: [one] }) => ({
        site,
        holderId: one?.id ?? null,
      })),
      silent: mayHaveIt,
      against,
      reason: request.override?.reason ?? null,
    },
  };
}

function ofAddress(holders: readonly StaleHolder[], address: string): readonly StaleHolder[] {
  return holders.filter(({ move }) => move.address === address);
}

/** Where one has it, no other one does; unless it came there while others could not let go, or went away from it by a later move. */
function mayHave(
  site: string,
  holder: FloatingIpLook | undefined,
  {
    moves,
    notes,
    open,
  }: { readonly moves: readonly AddressMove[]; readonly notes: readonly StaleHolder[]; readonly open: readonly StaleHolder[] },
): boolean {
  if (holder === undefined || open.some((one) => one.site === site)) return true;
  const { heard, despite } = holder;
  if (moves.some((move) => move.to === site && (heard === null || isLater(move, heard)))) return true;
  if (heard === null || !despite.includes(site)) return false;
  return !notes.some((one) => one.site === site && isSameMove(one.move, heard));
}

function wrongOverride({ address, override }: MoveRequest): readonly string[] {
  if (override === undefined) return [];
  return [
    ...(override.address === address ? [] : [`override: ${override.address} was typed, and ${address} is moved.`]),
    ...(override.reason.trim() === "" ? ["reason: say why two sites may answer for it."] : []),
  ];
}

function wrongTargetSite(to: string, looked: readonly Looked[]): readonly string[] {
  const found = looked.find(({ site }) => site === to);
  if (found === undefined) {
    return [`to: ${to} is no site with a cloud; there are ${looked.map(({ site }) => site).join(", ") || "none"}.`];
  }
  return "problem" in found ? [`${to}: ${found.problem}`] : [];
}

function manyHold(address: string, holders: readonly FloatingIpLook[]): string {
  const named = holders.map(({ site, holders: [one] }) => `${site} (${one?.id})`).join(" and ");
  return `address: ${named} have a floating IP ${address}. Where another site took it over while one was away, that one lets go by itself; otherwise delete the wrong one.`;
}

function againstSilent({ override }: MoveRequest, silent: readonly string[], hasFence: boolean): MovePlan["against"] {
  if (silent.length === 0) return null;
  if (override !== undefined) return "override";
  return hasFence ? "fence" : null;
}

function unsafe(
  { address }: MoveRequest,
  silent: readonly { readonly site: string; readonly problem: string }[],
  to: string,
): readonly string[] {
  return [
    ...silent.map(({ site, problem }) => `${site} does not answer, and may have ${address}: ${problem}`),
    `Its routers may answer for ${address} all the same, and two sites must not. Name a hook to your router or switch (fence in the group network of the agent of ${to}), or make sure that nothing of it answers and type --override ${address} --reason TEXT.`,
  ];
}
