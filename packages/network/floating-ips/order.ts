import type { AddressMove } from "./types.ts";

/** Moves of one address are in one order at all sites, whoever began them: by epoch, those of one epoch by their site. */
export function isLater(one: AddressMove, other: AddressMove): boolean {
  return one.epoch > other.epoch || (one.epoch === other.epoch && one.to > other.to);
}

export function isSameMove(one: AddressMove, other: AddressMove): boolean {
  return one.address === other.address && one.epoch === other.epoch && one.to === other.to;
}

export function moveText({ address, to, epoch }: AddressMove): string {
  return `${address}/${epoch}/${to}`;
}
