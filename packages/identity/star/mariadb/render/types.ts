import type { Secret } from "@multisite/kernel/secret";

/** Where the files of one node lie on its host. */
export interface HostLayout {
  /** Owner of everything, and the account that MariaDB lets in over its socket. */
  readonly user: string;
  /** The node's home directory; MariaDB's data are in `database/` there. */
  readonly home: string;
  /** Settings that we write. */
  readonly config: string;
  /** Sockets. */
  readonly run: string;
  /** systemd's units. */
  readonly units: string;
}

/** What a MariaDB may take of a host's memory and disk. */
export interface MemoryBudget {
  readonly bufferPoolMb: number;
  readonly redoLogMb: number;
  /** What a Galera node keeps of the last writes on disk: as long as it reaches, a node that was away fetches only what it missed. */
  readonly writeSetCacheMb: number;
  readonly connections: number;
}

/** Passwords of the accounts that are in every MariaDB of a star. */
export interface StarPasswords {
  /** Of the identity service, on its own host. */
  readonly identity: Secret;
  /** Of monitoring, on its own host. */
  readonly monitor: Secret;
  /** What each node's own is derived from. */
  readonly nodes: Secret;
}

export interface RenderOptions {
  readonly layoutOf: (nodeName: string) => HostLayout;
  readonly memory: MemoryBudget;
  /**
   * `every-commit`: what was acknowledged is on the disk. `every-second`: survives a crash of the process but not of the host; for
   * stars whose hosts are one machine.
   */
  readonly flush: "every-commit" | "every-second";
  /** Whether MariaDB speaks mutual TLS to other hosts, with the certificates in `pki/` of the home directory. */
  readonly tls: boolean;
  /** `closed`: a master that starts takes no writes until its agent has looked. `open`: there are no agents. */
  readonly mastersStart: "closed" | "open";
  /** Written as they are into files that only the owner can read; placeholders when absent. */
  readonly passwords?: StarPasswords;
}

/** A file that a host needs. A text that is a secret must not be shown. */
export interface RenderedFile {
  readonly path: string;
  readonly mode: number;
  readonly text: string | Secret;
}
