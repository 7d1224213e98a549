import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { commandFile, type RigState, readState } from "./state.ts";

interface Place {
  readonly namespace: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a shell, or a command, in a site, a host or a machine; gives its exit code. */
export async function shell(name: string | undefined, command: readonly string[]): Promise<number> {
  const state = readState();
  if (state === undefined) {
    console.error("No sites are up: `npm run rig up` starts them.");
    return 1;
  }
  const places = listPlaces(state);
  const place = places.get(name ?? "");
  if (place === undefined) {
    console.error(`Where? There are ${[...places.keys()].join(", ")}.`);
    return 1;
  }
  const [first = "", ...rest] = command.length > 0 ? command : ["/bin/bash", "--norc", "-i"];
  // Debian's own programs first: `openstack` must not be taken by a Python that has none of it.
  const path = `/usr/sbin:/usr/bin:/sbin:/bin:${dirname(commandFile)}:${process.env.PATH}`;
  const env = { ...process.env, PATH: path, PS1: `${name}# `, ...place.env };
  const child = spawn("/usr/sbin/ip", ["netns", "exec", place.namespace, first, ...rest], { stdio: "inherit", env });
  return new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? (signal ? 130 : 1))));
}

function listPlaces({ sites }: RigState): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const site of sites) {
    const env = {
      OS_AUTH_URL: `${site.identityUrl}/v3`,
      OS_USERNAME: "admin",
      OS_PASSWORD: site.adminPassword,
      OS_PROJECT_NAME: "admin",
      OS_USER_DOMAIN_ID: "default",
      OS_PROJECT_DOMAIN_ID: "default",
      OS_IDENTITY_API_VERSION: "3",
      OS_REGION_NAME: "RegionOne",
      MULTISITE_HOME: site.agentHome,
    };
    places.set(site.name, { namespace: site.namespace, env });
    for (const { name, namespace, switchDirectory } of site.hosts) {
      places.set(name, { namespace, env: { ...env, OVS_RUNDIR: switchDirectory } });
    }
    for (const { name, namespace } of site.machines) places.set(name, { namespace, env: {} });
  }
  return places;
}
