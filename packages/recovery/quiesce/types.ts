import type { Alarms } from "@multisite/kernel/alarms";
import type { Clock } from "@multisite/kernel/clock";
import type { QuiesceMethod } from "../document/index.ts";

/** A VM that is to write nothing for a while, and how it is brought to that. */
export interface Guest {
  readonly serverId: string;
  readonly name: string;
  readonly method: Exclude<QuiesceMethod, "auto">;
}

/** `asked`: whether it is quiesced is not known. */
export interface GuardedGuest extends Guest {
  readonly state: "asked" | "quiesced";
  /** Nobody waits for it any more: it is to be thawed at once. */
  readonly isGivenUp: boolean;
}

/** Guests that are thawed at the latest when the time is over. Its beginning is of the wall clock, as it outlives the process. */
export interface ArmedFreeze {
  readonly id: string;
  readonly armedAtMs: number;
  readonly thawAfterMs: number;
  /** In the order in which they were quiesced. */
  readonly guests: readonly GuardedGuest[];
  /** Nothing more comes to it. */
  readonly isEnding: boolean;
}

/** What really quiesces and thaws. Both may be done twice. */
export interface QuiesceHands {
  quiesce(guest: Guest): Promise<void>;
  unquiesce(guest: Guest): Promise<void>;
}

/** Where armed freezes outlive the process; `save` returns when it is on the disk. */
export interface FreezeStore {
  load(): readonly ArmedFreeze[];
  save(freezes: readonly ArmedFreeze[]): void;
}

export interface FreezeGuardPorts {
  readonly site: string;
  readonly clock: Clock;
  readonly hands: QuiesceHands;
  readonly store: FreezeStore;
  readonly alarms: Pick<Alarms, "settle">;
}

export interface FreezeGuardSettings {
  readonly tickMs: number;
  /** After a thaw that failed, or that may have come before the freeze. */
  readonly retryMs: number;
  /**
   * So long after it was asked for may a freeze still come that nobody has confirmed. A call to nova-compute expires after 60 s
   * (oslo.messaging, `rpc_response_timeout`).
   */
  readonly lateMs: number;
}

/** Thaws every guest in time, whatever becomes of who wanted it quiesced (design D9). */
export interface FreezeGuard {
  start(): void;
  /**
   * Durably, before the first guest is quiesced.
   *
   * @throws MultisiteError `recovery.freeze.armed`
   */
  arm(id: string, thawAfterMs: number): void;
  /**
   * Quiesces one more guest.
   *
   * @throws MultisiteError `recovery.freeze.over`, `recovery.freeze.guest`; or what the method failed with: then the guard thaws the guest
   */
  quiesce(id: string, guest: Guest): Promise<void>;
  /** Whether all of its guests have been quiesced since they were: only then is what was snapshotted meanwhile of one moment. */
  isHeld(id: string): boolean;
  /**
   * Thaws a guest now.
   *
   * @throws MultisiteError `recovery.freeze.thaw`: the guard keeps at it
   */
  unquiesce(id: string, serverId: string): Promise<void>;
  /** Nothing more comes to it, and what is still in it is thawed. */
  disarm(id: string): void;
  armed(): readonly ArmedFreeze[];
  stop(): void;
}
