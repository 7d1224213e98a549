import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a supervisor says of the sites that it holds up. For its user's eyes only: it has passwords. */
export interface RigState {
  readonly supervisor: { readonly pid: number; readonly start: string };
  /** None while they come up. */
  readonly sites: readonly SiteState[];
}

export interface SiteState {
  readonly name: string;
  /** Of its network namespace, as are those of hosts and machines. */
  readonly namespace: string;
  /** Without `/v3`. */
  readonly identityUrl: string;
  readonly adminPassword: string;
  /** Without `/v2.0`. */
  readonly neutronUrl: string;
  readonly transportUrl: string;
  /** Cut off from all other sites. */
  readonly isCut: boolean;
  /** Of the site's node of the star: what `MULTISITE_HOME` names. */
  readonly agentHome: string;
  readonly hosts: readonly HostState[];
  readonly machines: readonly MachineState[];
}

export interface HostState {
  readonly name: string;
  readonly kind: string;
  readonly namespace: string;
  readonly tunnelAddress: string;
  readonly agentCount: number;
  /** Of the host's Open vSwitch: what `OVS_RUNDIR` names. */
  readonly switchDirectory: string;
}

export interface MachineState {
  readonly name: string;
  readonly namespace: string;
  readonly host: string;
  readonly network: string;
  readonly ipAddress: string;
  readonly portId: string;
}

/** Holds everything that a rig has on disk while it is up; another one for a second rig. */
const rigDirectory: string = process.env.MULTISITE_RIG_DIRECTORY ?? join(tmpdir(), "multisite-rig");
/** Of the services. */
export const roomsDirectory: string = join(rigDirectory, "rooms");
export const logFile: string = join(rigDirectory, "supervisor.log");
export const stateFile: string = join(rigDirectory, "rig.json");
/** Homes of the agents. */
export const starDirectory: string = join(roomsDirectory, "star");
/** A stretched network, to be applied by hand. */
export const documentFile: string = join(rigDirectory, "plane.yaml");
/** `multisite`, as it is typed in a shell of the rig. */
export const commandFile: string = fileURLToPath(new URL("../../bin/multisite", import.meta.url));
/** Where the supervisor takes orders. */
export const socketFile: string = join(rigDirectory, "orders.sock");

/** The rig that is up; undefined when there is none, also when its supervisor has ended. */
export function readState(): RigState | undefined {
  if (!existsSync(stateFile)) return undefined;
  const state = JSON.parse(readFileSync(stateFile, "utf8")) as RigState;
  return startOf(state.supervisor.pid) === state.supervisor.start ? state : undefined;
}

/** Says that this process is the supervisor, and of which sites once they are up. */
export function writeState(file: string, sites: readonly SiteState[]): void {
  const state: RigState = { supervisor: { pid: process.pid, start: startOf(process.pid) ?? "" }, sites };
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** When a process was started; undefined when it is gone. The number of a process comes again, this does not. */
function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")[19];
  } catch {
    return undefined;
  }
}
