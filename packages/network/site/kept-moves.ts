import { existsSync, readFileSync } from "node:fs";
import { writeDurably } from "@multisite/kernel/durable-file";
import { messageOf } from "@multisite/kernel/errors";
import { networkError } from "../errors.ts";
import { type AddressMove, isLater, isSameMove } from "../floating-ips/index.ts";

/** The latest move of each address that a site has heard of. */
export interface KeptMoves {
  get(address: string): KeptMove | undefined;
  addresses(): ReadonlySet<string>;
  /** Durably: what has been promised is kept over a restart. */
  put(move: KeptMove): void;
}

export interface KeptMove extends AddressMove {
  /** The upstream router or switch was told. */
  readonly isFenced?: boolean;
  /** Sites that had not let go when the address came here. */
  readonly despite?: readonly string[];
}

/** @throws MultisiteError `network.site.damaged` */
export function openKeptMoves(path: string): KeptMoves {
  const moves = new Map(read(path).map((move) => [move.address, move]));
  return {
    get: (address) => moves.get(address),
    addresses: () => new Set(moves.keys()),
    put(move) {
      moves.set(move.address, move);
      writeDurably(path, `${JSON.stringify([...moves.values()], undefined, 2)}\n`, 0o600);
    },
  };
}

/**
 * Promises that no earlier move is obeyed here any more: an order that was on its way for long would make a second holder.
 *
 * @throws MultisiteError `network.site.superseded`
 */
export function promise(site: string, moves: KeptMoves, move: AddressMove): void {
  const heard = moves.get(move.address);
  if (heard !== undefined && isLater(heard, move)) {
    throw networkError("site.superseded", `${site} has heard of a later move of ${move.address}, to ${heard.to}.`);
  }
  if (heard === undefined || !isSameMove(heard, move)) {
    const { address, to, epoch } = move;
    moves.put({ address, to, epoch });
  }
}

function read(path: string): readonly KeptMove[] {
  if (!existsSync(path)) return [];
  try {
    return JSON.parse(readFileSync(path, "utf8")) as readonly KeptMove[];
  } catch (cause) {
    throw networkError("site.damaged", `The moves of floating IPs cannot be read from ${path} (${messageOf(cause)}).`, cause);
  }
}
