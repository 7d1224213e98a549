import type { NewAlarm } from "@multisite/kernel/alarms";
import type { FactStore, StoredFact } from "@multisite/kernel/facts";
import {
  type AddressMove,
  type FloatingIpLook,
  isLater,
  isSameMove,
  type NetworkSite,
  type StaleHolder,
  type StaleHolders,
} from "@multisite/network";

/** A site that could not be asked may still answer for an address that went elsewhere. */
const STALE = "network.floating-ip.stale";
/** The site has let go of it, or a later move counts there. */
const LET_GO = "network.floating-ip.let-go";

const subjectOf = ({ site, move }: Pick<StaleHolder, "site" | "move">): string => `${site}/${move.address}`;

/** As facts: every node hears of them, in whatever order sites are reached again. */
export function staleHolders(store: FactStore, nowMs: () => number): StaleHolders {
  return {
    all: () => store.ofKind(STALE).map(holderOf),
    open: () => openHolders(store),
    note(holder) {
      const { move, against, reason } = holder;
      const body = { to: move.to, epoch: move.epoch, against, reason };
      store.append({ kind: STALE, subject: subjectOf(holder), atMs: nowMs(), body });
    },
  };
}

function holderOf({ subject, body }: StoredFact): StaleHolder {
  const [site = "", address = ""] = subject.split("/");
  const { to, epoch, against, reason } = body as unknown as AddressMove & Pick<StaleHolder, "against" | "reason">;
  return { site, move: { address, to, epoch }, against, reason };
}

/** Those of which nobody has heard that they let go; the latest of each site and address. */
export function openHolders(store: Pick<FactStore, "ofKind" | "list">): readonly StaleHolder[] {
  const latest = new Map<string, StaleHolder>();
  for (const holder of store.ofKind(STALE).map(holderOf)) {
    const known = latest.get(subjectOf(holder));
    if (known === undefined || isLater(holder.move, known.move)) latest.set(subjectOf(holder), holder);
  }
  return [...latest.values()].filter(
    (holder) =>
      !store
        .list(LET_GO, subjectOf(holder))
        .some((fact) => isLater(holderOf(fact).move, holder.move) || isSameMove(holderOf(fact).move, holder.move)),
  );
}

/**
 * What this site was told while it could not be reached: it lets go, and tells all others. Done again until it succeeds. Where it has heard of
 * a later move that one counts, and the site where the earlier one went must let go, too.
 */
export async function letGoHere(
  store: FactStore,
  site: string,
  network: Pick<NetworkSite, "order">,
  nowMs: () => number,
): Promise<void> {
  const tell = staleHolders(store, nowMs);
  for (const holder of openHolders(store).filter((one) => one.site === site)) {
    const { move, against, reason } = holder;
    const look = { order: "look-at-floating-ip", address: move.address, port: null } as const;
    const { heard } = (await network.order(look)) as FloatingIpLook;
    const later = heard !== null && isLater(heard, move) ? heard : undefined;
    if (later?.to !== site) await network.order({ order: "release-floating-ip", move: later ?? move, confirmedBy: "life" });
    if (later !== undefined && later.to !== move.to) tell.note({ site: move.to, move: later, against, reason });
    store.append({ kind: LET_GO, subject: subjectOf(holder), atMs: nowMs(), body: { to: move.to, epoch: move.epoch } });
  }
}

/** Shown wherever an agent has its site's cloud, until the site has let go. */
export function staleHolderAlarms(holders: readonly StaleHolder[]): readonly NewAlarm[] {
  return holders.map(({ site, move: { address, to }, against, reason }) => ({
    id: `network.floating-ip/${site}/${address}`,
    severity: against === "override" ? "critical" : "major",
    site,
    cause:
      against === "override"
        ? `${address} was moved to ${to} while ${site} could not be asked, and both may answer for it (${reason}). ${site} lets go as soon as it is heard.`
        : `${address} was moved to ${to} while ${site} could not be asked; the fence keeps ${site} away. It lets go as soon as it is heard.`,
    next: "multisite network status",
  }));
}
