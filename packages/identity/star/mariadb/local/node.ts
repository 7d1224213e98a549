import { existsSync, readFileSync } from "node:fs";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { type MariadbServerLocation, openMariadbConnection, type SqlLocation } from "@multisite/kernel/sql";
import type { SitedNode } from "../../topology/queries.ts";
import { ACCOUNTS, DATABASE, type HostLayout, pathsOf, type StarPasswords } from "../render/index.ts";
import { readGaleraStatus } from "../sql/index.ts";
import { rememberProcess } from "./leftovers.ts";
import { type LocalProcess, residentMbOf, startProcess } from "./process.ts";
import type { LocalNode } from "./types.ts";

/** A state transfer alone takes 13 s; this is a safety bound. */
const START_LIMIT_MS = 180_000;
const STOP_GRACE_MS = 30_000;
const LOOK_MS = 50;
/** What garbd logs once it is in its group. */
const ARBITRATOR_VOTES = "Shifting JOINED -> SYNCED";

export interface LocalNodeParts {
  readonly sited: SitedNode;
  readonly layout: HostLayout;
  readonly clock: Clock;
  readonly passwords: StarPasswords;
  readonly votes: boolean;
  readonly enter: readonly string[];
}

/** A node whose files are there; it does not run yet. */
export function createLocalNode({ sited, layout, clock, passwords, votes, enter }: LocalNodeParts): LocalNode {
  const { site, node } = sited;
  const paths = pathsOf(layout);
  const isArbitrator = node.role === "arbitrator";
  const logFile = `${layout.home}/${isArbitrator ? "garbd" : "mariadbd"}.log`;
  const address = { host: node.address, port: node.ports.database ?? 3306, socketPath: paths.socket };
  const administrator: MariadbServerLocation = { ...address, user: layout.user, password: "" };
  const identity: SqlLocation = {
    kind: "mariadb",
    ...address,
    user: ACCOUNTS.identity,
    password: passwords.identity.reveal(),
    database: DATABASE,
  };
  let running: LocalProcess | undefined;
  let logStart = 0;
  const logTail = (lines = 30): string =>
    existsSync(logFile) ? readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n") : "";
  const command = (asFirst: boolean): readonly string[] =>
    isArbitrator
      ? [...enter, "/usr/bin/garbd", "--cfg", paths.arbitrator]
      : [...enter, "/bin/sh", paths.start, ...(asFirst ? ["--wsrep-new-cluster"] : [])];
  const serves = async (): Promise<boolean> => {
    if (isArbitrator) return readFileSync(logFile, "utf8").slice(logStart).includes(ARBITRATOR_VOTES);
    const connection = openMariadbConnection(administrator, { connectionMs: 1000 });
    try {
      await connection.all("SELECT 1");
      return !votes || (await readGaleraStatus(connection))?.state === "Synced";
    } finally {
      await connection.close();
    }
  };
  return {
    name: node.name,
    site,
    node,
    home: layout.home,
    administrator,
    identity,
    isRunning: () => running?.isRunning() ?? false,
    pid: () => (running?.isRunning() ? running.pid : undefined),
    residentMb: () => (running?.isRunning() ? residentMbOf(running.pid) : 0),
    connect: () => openMariadbConnection(administrator),
    async start({ asFirst = false } = {}) {
      if (running?.isRunning()) return;
      logStart = existsSync(logFile) ? readFileSync(logFile, "utf8").length : 0;
      const started = startProcess(command(asFirst), { logFile, cwd: layout.home, clock });
      running = started;
      rememberProcess(layout, started.pid);
      await waitUntilServing(node.name, started, serves, { clock, logFile, logTail });
    },
    stop: async () => running?.stop(STOP_GRACE_MS),
    kill: async () => running?.kill(),
    pause: () => running?.signal("SIGSTOP"),
    resume: () => running?.signal("SIGCONT"),
    logTail,
  };
}

async function waitUntilServing(
  name: string,
  started: LocalProcess,
  serves: () => Promise<boolean>,
  { clock, logFile, logTail }: { clock: Clock; logFile: string; logTail: () => string },
): Promise<void> {
  const startedMs = clock.monotonicMs();
  let last = "it does not answer";
  while (clock.monotonicMs() - startedMs < START_LIMIT_MS) {
    if (!started.isRunning()) {
      const problem = `The database of ${name} ended while it started; its log is ${logFile}.`;
      throw new MultisiteError("identity.star.local_start", problem, { detail: logTail() });
    }
    try {
      if (await serves()) return;
    } catch (thrown) {
      last = messageOf(thrown);
    }
    await clock.sleep(LOOK_MS);
  }
  const problem = `The database of ${name} does not serve after ${START_LIMIT_MS / 1000} s (${last}); its log is ${logFile}.`;
  throw new MultisiteError("identity.star.local_start", problem, { detail: logTail() });
}
