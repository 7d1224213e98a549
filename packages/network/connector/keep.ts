import { remembered, told } from "../inventory/index.ts";
import { take } from "../mirror/index.ts";
import type { ConnectorPorts, KeptChange, KeptState } from "./types.ts";

const NOTHING: KeptState = { epoch: 0, vteps: [], removedAtMs: [], told: [], copies: new Map() };

/** Keeps what must outlive the connector. */
export interface Keeper {
  readonly before: KeptState;
  /** Writes it at once: before anything is done because of it. */
  note(change: KeptChange): void;
  /** Writes it with the next one, or when `flush` is called: it can be found out anew in most cases. */
  noteSoon(change: KeptChange): void;
  flush(): void;
}

/** After so many changes the whole is written again. */
const CHANGES = 2000;

/** @param state all of it, as it is now */
export function createKeeper(store: ConnectorPorts["store"], state: () => KeptState): Keeper {
  let left = 0;
  let soon: KeptChange[] = [];
  const write = (changes: readonly KeptChange[]): void => {
    if (changes.length === 0) return;
    left -= changes.length;
    if (store.append !== undefined && left >= 0) {
      store.append(changes);
      return;
    }
    left = CHANGES;
    store.save(state());
  };
  const flush = (): void => {
    const changes = soon;
    soon = [];
    write(changes);
  };
  return {
    before: store.load() ?? NOTHING,
    note(change) {
      soon.push(change);
      flush();
    },
    noteSoon: (change) => void soon.push(change),
    flush,
  };
}

/** What is kept after a change that was written behind it. */
export function withChange(kept: KeptState, change: KeptChange): KeptState {
  switch (change.kind) {
    case "vteps":
      return { ...kept, vteps: [...new Set([...kept.vteps, ...change.vteps])] };
    case "removed":
      return { ...kept, removedAtMs: change.removedAtMs };
    case "expected":
      return { ...kept, told: [...remembered([...kept.told, ...change.entries]).all.values()] };
    case "told": {
      const tables = remembered(kept.told);
      told(tables, change.message);
      const vteps = new Set(kept.vteps);
      return { ...kept, told: [...tables.all.values()].filter(({ vtep }) => vteps.has(vtep)) };
    }
    case "answer": {
      const { copy } = take(change.answer.site, kept.copies.get(change.answer.site), change.answer);
      return { ...kept, copies: new Map([...kept.copies, [change.answer.site, copy]]) };
    }
  }
}
