import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { type HostLayout, pathsOf } from "../render/index.ts";
import { runCommand } from "./run-command.ts";

/** Whether the node has data, of whatever age. */
export function hasData(layout: HostLayout): boolean {
  return existsSync(`${pathsOf(layout).data}/ibdata1`);
}

/** Fills a directory beside the data and then puts it in their place, so that what is there is whole. */
async function fill(layout: HostLayout, work: (directory: string) => Promise<void>): Promise<void> {
  const { data } = pathsOf(layout);
  const making = `${data}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  await work(making);
  rmSync(data, { recursive: true, force: true });
  renameSync(making, data);
}

/** Data of a new server, whose administrator is the account of that name in the operating system. */
export async function createEmptyData(layout: HostLayout): Promise<void> {
  const { settings } = pathsOf(layout);
  await fill(layout, async (directory) => {
    await runCommand(
      [
        "/usr/bin/mariadb-install-db",
        `--defaults-file=${settings}`,
        `--datadir=${directory}`,
        "--auth-root-authentication-method=socket",
        `--auth-root-socket-user=${layout.user}`,
        "--skip-test-db",
        "--skip-log-bin",
        "--wsrep-on=OFF",
      ],
      layout.home,
    );
  });
}

/**
 * Data copied from a running node of this machine by mariabackup, without stopping it. The position from which the copy goes on is
 * kept beside them until {@link forgetSeedPosition}.
 */
export async function copyData(donor: HostLayout, layout: HostLayout): Promise<void> {
  const { settings, socket } = pathsOf(donor);
  await fill(layout, async (directory) => {
    const backup = ["/usr/bin/mariadb-backup", `--defaults-file=${settings}`];
    const account = [`--user=${donor.user}`, `--socket=${socket}`];
    await runCommand([...backup, "--backup", ...account, `--target-dir=${directory}`], layout.home);
    await runCommand(["/usr/bin/mariadb-backup", "--prepare", `--target-dir=${directory}`], layout.home);
    const position = positionOf(readFileSync(`${directory}/xtrabackup_binlog_info`, "utf8"));
    writeFileSync(seedPositionFile(layout), position);
    // What the copy brought along of its donor's log is not this node's.
    for (const name of readdirSync(directory).filter((one) => one.startsWith("binlog."))) rmSync(`${directory}/${name}`);
  });
}

const seedPositionFile = ({ home }: HostLayout): string => `${home}/seed-position`;

/** Where a copy goes on that has never followed a master yet; undefined when it has. */
export function readSeedPosition(layout: HostLayout): string | undefined {
  const path = seedPositionFile(layout);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

export function forgetSeedPosition(layout: HostLayout): void {
  rmSync(seedPositionFile(layout), { force: true });
}

/** The third field: file, offset, GTIDs. */
function positionOf(info: string): string {
  return info.trim().split(/\s+/).slice(2).join("");
}

/** What a Galera node says of its own data. */
export interface ClusterState {
  readonly clusterId: string;
  /** -1: not known, as the node crashed. */
  readonly sequence: number;
}

export function readClusterState(layout: HostLayout): ClusterState | undefined {
  const path = `${pathsOf(layout).data}/grastate.dat`;
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  const field = (name: string): string => new RegExp(`^${name}:\\s*(\\S+)`, "m").exec(text)?.[1] ?? "";
  return { clusterId: field("uuid"), sequence: Number(field("seqno") || -1) };
}

/** How far the data of a node that crashed are. */
export async function recoverSequence(layout: HostLayout): Promise<number> {
  const { settings } = pathsOf(layout);
  const script = '/usr/sbin/mariadbd --defaults-file="$0" --wsrep-recover 2>&1';
  const output = await runCommand(["/bin/sh", "-c", script, settings], layout.home);
  return Number(/WSREP: Recovered position:\s*[\w-]+:(-?\d+)/.exec(output)?.[1] ?? -1);
}

/** Lets Galera begin a cluster from this node, which the one that begins has decided to have the most. */
export function allowBootstrap(layout: HostLayout): void {
  const path = `${pathsOf(layout).data}/grastate.dat`;
  if (!existsSync(path)) return;
  writeFileSync(path, readFileSync(path, "utf8").replace(/^safe_to_bootstrap:.*$/m, "safe_to_bootstrap: 1"));
}
