import { mkdirSync, writeFileSync } from "node:fs";
import type { Namespace } from "../../network/index.ts";
import { mergeSettings, type OsloSettings, renderSettings } from "../../oslo-config.ts";
import type { Daemon } from "../../process/daemon.ts";
import { debianEnvironment } from "../../process/debian-environment.ts";
import type { Room } from "../../process/room.ts";
import type { AgentPlace } from "./types.ts";

/** What all agents of a host have, which run as root in its namespace. */
function settingsOfAll({ host, transportUrl, directory }: AgentPlace): OsloSettings {
  return {
    DEFAULT: { host, transport_url: transportUrl, state_path: directory, use_stderr: true },
    oslo_concurrency: { lock_path: `${directory}/lock` },
    agent: { root_helper: "", report_interval: 10 },
    privsep: { helper_command: "privsep-helper" },
  };
}

export interface AgentOptions {
  readonly namespace: Namespace;
  readonly room: Room;
  readonly place: AgentPlace;
  readonly program: string;
  /** On top of those of every agent. */
  readonly settings: OsloSettings;
  /** Gives the agent network namespaces by name that nobody else sees and that end with it. */
  readonly ownNamespaces?: boolean;
}

/** Starts one of Neutron's agents in a host. It is at work once the server says that it is alive. */
export function startAgent({ namespace, room, place, program, settings, ownNamespaces = false }: AgentOptions): Daemon {
  const file = room.file(`${program}.ini`);
  mkdirSync(`${place.directory}/lock`, { recursive: true });
  writeFileSync(file, renderSettings(mergeSettings(settingsOfAll(place), settings)), { mode: 0o600 });
  const command = [`/usr/bin/${program}`, "--config-file", file];
  const alone = ["/usr/bin/unshare", "--mount", "sh", "-c", 'mount -t tmpfs netns /run/netns && exec "$@"', "sh"];
  const [first = "", ...rest] = ownNamespaces ? [...alone, ...command] : command;
  return namespace.start({
    name: program,
    command: first,
    args: rest,
    env: { ...debianEnvironment, OVS_RUNDIR: room.file("openvswitch") },
    logFile: room.file(`${program}.log`),
  });
}
