/** What a key is for; each has its own sequence of keys, and its own directory. */
export type KeyPurpose = "token" | "receipt" | "credential";

export const KEY_PURPOSES: readonly KeyPurpose[] = ["token", "receipt", "credential"];

/** A member of the ceremony is a host that holds keys. What it says of keys is signed with its own key. */
export interface Member {
  readonly name: string;
  readonly site: string;
  /** Base64; what is sealed to it only this member can open. */
  readonly sealingKey: string;
  /** Base64; proves who says something. */
  readonly signingKey: string;
}

/** What members say. None of it ever becomes untrue, so that nobody need be asked whether it still holds. */
export type CeremonyStatement =
  | {
      readonly says: "created";
      /** Follows from its maker and what is said of it (see `keyIdOf`), so that nobody else can say something else of the same key. */
      readonly keyId: string;
      readonly purpose: KeyPurpose;
      /** One more than the highest that its maker knew of; two makers may choose the same. */
      readonly generation: number;
      /** When it is to be signed with, so that a site that is cut off stays in step with the others. */
      readonly notBeforeMs: number;
      /** The key, sealed for each member by name. */
      readonly boxes: Readonly<Record<string, string>>;
      /** Made in an emergency: members that must have it before it is signed with; those that could not be reached are left out. */
      readonly emergencyMembers?: readonly string[];
      /** SHA-256 of the key as its file holds it, in hexadecimal: whoever opens a box takes only the key that was meant. */
      readonly keyHash: string;
    }
  /** For a member that joined after the key was made. */
  | { readonly says: "sealed"; readonly keyId: string; readonly forMember: string; readonly box: string }
  /**
   * It is on the disk, was read back, and every verifier of the host has loaded it. `members` are those that it counts, with
   * `andRecipients` besides all whom the key was sealed for when it was made: else a star of a thousand sites would tell each other
   * millions of names for every key.
   */
  | { readonly says: "installed"; readonly keyId: string; readonly members: readonly string[]; readonly andRecipients?: true }
  /** From now on its tokens are made with this key and live this long at most; it will never sign with an older one. */
  | { readonly says: "signing"; readonly keyId: string; readonly lifeMs: number }
  | { readonly says: "renounced"; readonly keyId: string }
  | { readonly says: "removed"; readonly keyId: string }
  /** Every credential was encrypted anew, and none with this key is left. */
  | { readonly says: "reencrypted"; readonly keyId: string }
  /** An operator: sign with it now, whatever its schedule says. */
  | { readonly says: "activated"; readonly keyId: string }
  /** An operator: nobody starts to sign with it until it is activated. */
  | { readonly says: "held"; readonly keyId: string; readonly reason: string }
  /** An operator: somebody else may have it. Nobody signs or verifies with it any more. */
  | { readonly says: "condemned"; readonly keyId: string; readonly reason: string }
  /**
   * An operator: it is invited. `among` are the members that the inviting host counts, none for the first one: the new one does not
   * serve before they have admitted it, and they do not wait for it. Without them it waits for everybody that it hears of.
   */
  | { readonly says: "joined"; readonly member: Member; readonly among?: readonly string[] }
  /**
   * From now on counts the member in everything. `keyIds` are the keys that the speaker holds and has not removed, `members` those
   * that it counts besides whom the invitation names, so that members that join at the same time hear of each other.
   */
  | {
      readonly says: "admitted";
      readonly member: string;
      readonly keyIds: readonly string[];
      readonly members?: readonly string[];
    }
  /** An operator: this is the star's document of that generation; its text travels beside it. `hash` is of its content. */
  | { readonly says: "document"; readonly generation: number; readonly hash: string }
  /** An operator: its acknowledgement is not waited for any more; it may not come back under this name. */
  | { readonly says: "evicted"; readonly member: string; readonly reason: string }
  /** An operator of the root: what is signed with this key, which the member holds, an operator has said. Base64, as a signing key. */
  | { readonly says: "operator"; readonly member: string; readonly operatorKey: string };

/** Whose key an operator's statement was signed with. */
export type OperatorOfStatement = { readonly is: "root" } | { readonly is: "delegated"; readonly holder: string };

/** A statement as it came to this host. */
export interface HeardStatement {
  readonly by: string;
  /** Signed with an operator's key: `root` with one that the host was told of when it joined, else the member that holds the key. */
  readonly operator?: OperatorOfStatement;
  readonly statement: CeremonyStatement;
  /** By this host's clock. */
  readonly arrivedAtMs: number;
  readonly saidAtMs: number;
}

/** One key as this member knows it to be everywhere. */
export interface KeyView {
  readonly keyId: string;
  /** When this host first heard of it. */
  readonly arrivedAtMs: number;
  readonly maker: string;
  readonly keyHash: string;
  readonly purpose: KeyPurpose;
  readonly generation: number;
  readonly notBeforeMs: number;
  readonly emergencyMembers: readonly string[] | undefined;
  readonly boxes: ReadonlyMap<string, string>;
  /** Whom it was sealed for when it was made, in order. */
  readonly recipients: readonly string[];
  /** By member: whom it counted when it acknowledged the key. */
  readonly installed: ReadonlyMap<string, readonly string[]>;
  /** By member: the longest life of its tokens. */
  readonly signing: ReadonlyMap<string, number>;
  /** By member: when this host heard of it. */
  readonly renounced: ReadonlyMap<string, number>;
  readonly removed: ReadonlySet<string>;
  readonly activatedAtMs: number | undefined;
  readonly heldReason: string | undefined;
  readonly condemnedReason: string | undefined;
  readonly isReencrypted: boolean;
}

/** The ceremony as one member knows it. */
export interface CeremonyView {
  readonly me: string;
  /** Joined and not evicted, by name. */
  readonly members: ReadonlyMap<string, Member>;
  /** By name: why. */
  readonly evicted: ReadonlyMap<string, string>;
  /** By name: when this host first heard of it. */
  readonly evictedAtMs: ReadonlyMap<string, number>;
  /** Keys that the root has made operators', and who holds each. */
  readonly operators: ReadonlyMap<string, string>;
  /** What was said with an operator's key that a member holds, by that member: it ends with the member's eviction. */
  readonly saidByOperator: ReadonlyMap<string, readonly CeremonyStatement[]>;
  /** By member that joined, then by who admitted it: the keys that the latter held. */
  readonly admissions: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** By member that joined, then by who admitted it: whom the latter counted besides those that the invitation names. */
  readonly countedAtAdmission: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** By member: who were members when it was invited. */
  readonly invitedAmong: ReadonlyMap<string, readonly string[]>;
  /** Made by an evicted member, and acknowledged by no other: nobody has a use for them. */
  readonly disownedKeys: ReadonlySet<string>;
  /** Of the star's document, by generation: hashes that operators have said. Two of one generation are two people's changes. */
  readonly documents: ReadonlyMap<number, ReadonlySet<string>>;
  /** In the order in which they are signed with. */
  readonly keys: readonly KeyView[];
}

/** What this host finds at home. */
export interface LocalState {
  /** Keys that are whole on its disk. */
  readonly onDisk: ReadonlySet<string>;
  /** Keys that every verifier process of the host has loaded. */
  readonly loaded: ReadonlySet<string>;
  /** Why it must not serve; it takes part in nothing but listening. */
  readonly fence: string | undefined;
  /** Bound of its clock's error; undefined while it is alone. */
  readonly clockErrorMs: number | undefined;
  /**
   * Since when its clock has been right again, by that clock; undefined when it was never seen to be wrong. What it heard before
   * may have come later than it noted.
   */
  readonly clockRightSinceMs?: number;
  /** Whether it is the one that makes keys when there are too few; two that believe so do no harm. */
  readonly isMaker: boolean;
  /** Whether it signs with new keys before the others do. */
  readonly isCanary: boolean;
}

/** All times in milliseconds. */
export interface CeremonySettings {
  /** How old a token may be that still counts: `keptSeconds` of the key settings. */
  readonly lifeMs: number;
  readonly rotationPeriodMs: number;
  readonly stagedKeys: number;
  readonly clockErrorMs: number;
  /** How long the others wait after the canary. */
  readonly canaryHoldMs: number;
}

/** What a member does next. */
export type CeremonyStep =
  | {
      readonly do: "create";
      readonly purpose: KeyPurpose;
      readonly generation: number;
      readonly notBeforeMs: number;
      readonly emergencyMembers?: readonly string[];
    }
  | { readonly do: "seal"; readonly keyId: string; readonly forMember: string }
  | { readonly do: "install"; readonly keyId: string }
  | { readonly do: "acknowledge"; readonly keyId: string; readonly members: readonly string[] }
  | { readonly do: "sign"; readonly keyId: string; readonly lifeMs: number }
  | { readonly do: "renounce"; readonly keyId: string }
  | { readonly do: "remove"; readonly keyId: string }
  | {
      readonly do: "admit";
      readonly member: string;
      readonly keyIds: readonly string[];
      readonly members: readonly string[];
    };
