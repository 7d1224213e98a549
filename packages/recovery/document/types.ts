/**
 * How a plan's VMs are protected. `group`: all are quiesced, their volumes snapshotted together and backed up (requirement G3). `image`: each by
 * itself, by Nova's `createImage` (G4). `replication`: their datastores are replicated all the time (G5).
 */
export type ProtectionMode = "group" | "image" | "replication";

/**
 * How a VM is brought to write nothing: `nova-rpc`: `quiesce_instance` of nova-compute over its bus; `guest-agent`: the guest agent's socket on
 * the host; `pause` and `suspend`: Nova's actions; `hook`: a command or URL of the application; `none`: not at all; `auto`: the best that works.
 */
export type QuiesceMethod = "auto" | "nova-rpc" | "guest-agent" | "pause" | "suspend" | "hook" | "none";

/** What is protected, where it is restored, and how; what its document says, with everything that was left out filled in. */
export interface ProtectionPlan {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Grows with every change; the highest one is in force. */
  readonly generation: number;
  readonly mode: ProtectionMode;
  readonly primary: PlanSite;
  readonly backup: PlanSite;
  /** In the order in which they are started; those of one `stage` together. They are quiesced the other way round. */
  readonly vms: readonly ProtectedVms[];
  /** Of modes group and image. */
  readonly schedule?: Schedule;
  /** Of modes group and image. */
  readonly store?: BackupStore;
  /** Of mode replication: names of ReplicatedDatastore documents. */
  readonly datastores?: readonly string[];
  /** After so long every guest is thawed by the agent of its site, whatever has become of the rest. */
  readonly thawAfterMs: number;
  readonly maps: Maps;
  /** How users find the VNF after it has moved; undefined: they are told by somebody else. */
  readonly redirect?: Redirect;
  readonly approvals: number;
}

export interface PlanSite {
  readonly site: string;
  /** Name or ID of the project. */
  readonly project: string;
}

/** Some VMs of the primary site that are treated alike. */
export interface ProtectedVms {
  readonly name: string;
  readonly select: VmSelector;
  /** Those with a lower one are started first, and quiesced last. */
  readonly stage: number;
  readonly quiesce: QuiesceMethod;
  /** Of method hook: a URL that is asked to quiesce and to go on. */
  readonly hook?: string;
  /** What shows that a restored VM works; undefined: that Nova says ACTIVE. */
  readonly health?: HealthCheck;
}

/** Servers that have all of what is written. */
export interface VmSelector {
  readonly id?: string;
  readonly name?: string;
  readonly tag?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface HealthCheck {
  readonly method: "tcp" | "http" | "guest-agent";
  readonly port?: number;
  readonly path?: string;
  readonly timeoutMs: number;
}

export interface Schedule {
  /** So old the newest point may be, at most. */
  readonly rpoMinutes: number;
  /** Each n-th backup is a full one, the others are incremental. */
  readonly fullEvery: number;
  /** So many points are kept; a full backup stays as long as an incremental one needs it. */
  readonly keepPoints: number;
}

export interface BackupStore {
  /** The driver of cinder-backup at both sites, which must be the same: a record of one is nothing to another. */
  readonly driver: "swift" | "posix" | "nfs" | "s3" | "ceph";
  /** Of the store; manifests and export records lie there too. */
  readonly container: string;
}

/** What the primary's things are called at the backup site. What is not written is called the same. */
export interface Maps {
  readonly networks: readonly Mapped[];
  readonly flavors: readonly Mapped[];
  readonly keypairs: readonly Mapped[];
  readonly securityGroups: readonly Mapped[];
  readonly availabilityZones: readonly Mapped[];
  /** Whether restored VMs keep their fixed IPs, or get those that the backup site's networks give. */
  readonly fixedIps: "keep" | "new";
}

export interface Mapped {
  readonly from: string;
  readonly to: string;
}

export interface Redirect {
  readonly method: "designate" | "dns-update" | "webhook";
  /** Of methods designate and dns-update: the name that users look up. */
  readonly record?: string;
  /** Of methods dns-update (`dns://SERVER`) and webhook. */
  readonly url?: string;
}
