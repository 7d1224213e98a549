import { userInfo } from "node:os";
import {
  createEmbeddedReplication,
  createMariadbReplication,
  type EmbeddedOptions,
  type EmbeddedReplication,
  type MariadbReplication,
  nodeAccess,
} from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { PeerLinks } from "@multisite/kernel/peers";
import { pkiFiles } from "@multisite/kernel/pki";
import type { Secret } from "@multisite/kernel/secret";
import type { AgentReplication } from "../agent/types.ts";
import type { OpenedNode } from "../home/open.ts";

/** How an agent reaches the MariaDB of its node; `agent.yaml`, group `mariadb`. */
export interface MariadbAccess {
  readonly socket: string;
  /** Of this node at the MariaDB of all others. */
  readonly password: Secret;
  readonly tls: boolean;
}

/**
 * Replication of the engine that the star's document names.
 *
 * @throws MultisiteError `agent.engine`
 */
export function replicationOf(opened: OpenedNode, access: MariadbAccess | undefined): AgentReplication {
  if (opened.document.current().engine === "embedded") return embeddedReplication(opened);
  if (access !== undefined) return mariadbReplication(opened, access);
  throw new MultisiteError(
    "agent.engine",
    "This star is on MariaDB, and it was not said how to reach this node's: start the agent with --config agent.yaml.",
  );
}

function mariadbReplication(opened: OpenedNode, { socket, password, tls }: MariadbAccess): MariadbAgentReplication {
  const { home, links, document, clock, log, alarms } = opened;
  const files = pkiFiles(home.pki);
  const star = () => document.current();
  const access = nodeAccess({
    star,
    node: links.self.node,
    socketPath: socket,
    user: userInfo().username,
    password,
    ...(tls ? { tls: { caPath: files.authority, certificatePath: files.certificate, keyPath: files.privateKey } } : {}),
  });
  const replication = createMariadbReplication({ ...access, star, links, home: home.directory, clock, log, alarms });
  return { ...replication, mariadb: replication };
}

/** Of MariaDB, with what only it can do. */
interface MariadbAgentReplication extends AgentReplication {
  readonly mariadb: MariadbReplication;
}

/** Of the embedded engine, with what only it can do. */
export interface EmbeddedAgentReplication extends AgentReplication {
  readonly embedded: EmbeddedReplication;
}

/** What replication is made of on the embedded engine. */
type EmbeddedParts = Pick<OpenedNode, "home" | "document" | "clock" | "log" | "alarms"> & { readonly links: PeerLinks };

/** @param more of a simulation: where it slows down, dies, or spares the disk */
export function embeddedReplication(
  { home, links, document, clock, log, alarms }: EmbeddedParts,
  more: Pick<EmbeddedOptions, "durability" | "step" | "settings"> = {},
): EmbeddedAgentReplication {
  const replication = createEmbeddedReplication({
    self: links.self,
    star: () => document.current(),
    links,
    databasePath: home.identityDatabase,
    home: home.directory,
    clock,
    log,
    alarms,
    ...more,
  });
  let isRestored = false;
  return {
    ...replication,
    embedded: replication,
    writers() {
      const { writer } = replication.state();
      return writer === undefined ? [] : [writer];
    },
    markRestored() {
      if (isRestored) return;
      isRestored = true;
      replication.markRestored();
    },
    takeOver: (options) => replication.takeover(options),
    confirm: (mark) => replication.confirm(mark),
    writesNow: () => replication.state().writes,
    fence: () => replication.state().fence,
  };
}
