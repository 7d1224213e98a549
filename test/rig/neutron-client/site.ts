import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { systemRandom } from "../../../packages/kernel/random/index.ts";
import { createSystemTransport, type Transport } from "../../../packages/kernel/transport/index.ts";
import { loadCloud } from "../../../packages/openstack/clouds/index.ts";
import { type Connection, createConnection } from "../../../packages/openstack/connection/index.ts";
import { createNetworkClient, type NetworkClient } from "../../../packages/openstack/network/index.ts";
import type { RunningIdentity } from "../../../rig/identity.ts";

/** A connection to a site as its administrator, or as `OS_*` say otherwise. */
export function connectTo(
  { identity }: { readonly identity: Pick<RunningIdentity, "url" | "adminPassword" | "region"> },
  environment: Readonly<Record<string, string>> = {},
  transport: Transport = createSystemTransport(),
): Connection {
  const administrator = {
    OS_AUTH_URL: identity.url,
    OS_USERNAME: "admin",
    OS_PASSWORD: identity.adminPassword,
    OS_PROJECT_NAME: "admin",
    OS_USER_DOMAIN_ID: "default",
    OS_PROJECT_DOMAIN_ID: "default",
    OS_REGION_NAME: identity.region,
  };
  const nowhere = { workingDirectory: "/nonexistent", homeDirectory: "/nonexistent" };
  const cloud = loadCloud({ environment: { ...administrator, ...environment }, ...nowhere });
  return createConnection(cloud, { transport, clock: systemClock, random: systemRandom });
}

export function neutronOf(connection: Connection): NetworkClient {
  return createNetworkClient(connection.service("network"));
}
