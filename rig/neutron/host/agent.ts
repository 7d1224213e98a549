import { mkdirSync, writeFileSync } from "node:fs";
import type { Namespace } from "../../network/index.ts";
import { type OsloSettings, renderSettings } from "../../oslo-config.ts";
import type { Daemon } from "../../process/daemon.ts";
import { debianEnvironment } from "../../process/debian-environment.ts";
import type { Room } from "../../process/room.ts";

/** Starts one of Neutron's agents in a host. It is at work once the server says that it is alive. */
export function startAgent(namespace: Namespace, room: Room, program: string, settings: OsloSettings): Daemon {
  const file = room.file(`${program}.ini`);
  mkdirSync(room.file("lock"), { recursive: true });
  writeFileSync(file, renderSettings(settings), { mode: 0o600 });
  return namespace.start({
    name: program,
    command: `/usr/bin/${program}`,
    args: ["--config-file", file],
    env: { ...debianEnvironment, OVS_RUNDIR: room.file("openvswitch") },
    logFile: room.file(`${program}.log`),
  });
}
