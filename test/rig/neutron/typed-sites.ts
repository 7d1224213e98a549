import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type LocalStar, startLocalStar } from "../../../packages/agent/index.ts";
import { parseStar } from "../../../packages/identity/star/index.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { createLog } from "../../../packages/kernel/log/index.ts";
import { systemRandom } from "../../../packages/kernel/random/index.ts";
import { Secret } from "../../../packages/kernel/secret/index.ts";
import type { Network, NetworkClient } from "../../../packages/openstack/network/index.ts";
import { createMachineIn, type Host, type Machine, type NeutronSites, startSites } from "../../../rig/neutron/index.ts";
import { findFreePort } from "../../../rig/process/port.ts";
import { createRoom } from "../../../rig/process/room.ts";
import { connectTo, neutronOf } from "../neutron-client/site.ts";

const multisite = fileURLToPath(new URL("../../../bin/multisite", import.meta.url));
const runFile = promisify(execFile);

export const NAMES = ["north", "south"] as const;
export type Name = (typeof NAMES)[number];

export interface Done {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Two sites with real Neutrons and a star whose agents have them; commands are typed as an operator does, on the host of north-1. */
export interface TypedSites {
  readonly rig: NeutronSites<Name>;
  readonly star: LocalStar;
  neutron(name: Name): NetworkClient;
  /** `text` is the file that the command names last. */
  type(args: readonly string[], text?: string): Promise<Done>;
  /** The network `backup`. */
  networkIn(name: Name): Promise<Network | undefined>;
  /** A machine on it at the site's first host, in its security group. */
  plug(name: Name): Promise<Machine>;
  stop(): Promise<void>;
}

/** The document of a network `backup` over both. */
export const document = (generation: number, change: object = {}): string =>
  JSON.stringify({
    apiVersion: "multisite/v1",
    kind: "StretchedNetwork",
    metadata: { name: "backup" },
    spec: {
      generation,
      project: "admin",
      cidr: "10.77.0.0/24",
      vips: [{ name: "state", address: "10.77.0.240" }],
      sites: [
        { name: "north", pool: { first: "10.77.0.10", last: "10.77.0.99" } },
        { name: "south", pool: { first: "10.77.0.100", last: "10.77.0.199" } },
      ],
      ...change,
    },
  });

/** What docs/operate/networks.md tells an operator to give the agent's user at RabbitMQ. */
function permissionsOfThePage(): readonly [string, string, string] {
  const page = readFileSync(new URL("../../../docs/operate/networks.md", import.meta.url), "utf8");
  const [, configure, write, read] = /set_permissions -p \/ multisite '(.+)' '(.+)' '(.+)'/.exec(page) ?? [];
  if (configure === undefined || write === undefined || read === undefined) throw new Error("The page tells no permissions.");
  return [configure, write, read];
}

export async function startTypedSites(title: string): Promise<TypedSites> {
  const room = createRoom(title);
  const rig = await startSites({ north: {}, south: {} }, console.log);
  writeFileSync(room.file("clouds.yaml"), JSON.stringify({ clouds: cloudsOf(rig) }));
  const transportUrls = new Map<string, string>();
  for (const name of NAMES) {
    transportUrls.set(name, await rig.sites[name].controller.addBusUser("connector", permissionsOfThePage()));
  }
  const star = await startLocalStar({
    directory: room.file("star"),
    star: await starOf(),
    adminPassword: new Secret("rig-secret"),
    clock: systemClock,
    random: systemRandom,
    log: createLog({ level: "info", path: room.file("star.log") }),
    version: "0.1.0",
    settings: { identity: { password_hash_rounds: 4 } },
    cloudOf(node) {
      const name = NAMES.find((one) => node === `${one}-1`);
      if (name === undefined) return undefined;
      const transportUrl = new Secret(transportUrls.get(name) ?? "");
      return { cloud: name, transportUrl, cloudsFile: room.file("clouds.yaml") };
    },
  });
  const neutron = (name: Name) => neutronOf(connectTo(rig.sites[name].controller));
  const networkIn = async (name: Name) => (await neutron(name).networks.list({ name: "backup" }))[0];
  return {
    rig,
    star,
    neutron,
    networkIn,
    async type(args, text) {
      const file = join(room.path, "network.yaml");
      if (text !== undefined) writeFileSync(file, text);
      const all = [...args, ...(text === undefined ? [] : [file]), "--home", star.node("north-1").home.directory];
      return await runFile(multisite, all).then(
        ({ stdout, stderr }) => ({ exitCode: 0, out: stdout, err: stderr }),
        (failed: { readonly code: number; readonly stdout: string; readonly stderr: string }) => ({
          exitCode: failed.code,
          out: failed.stdout,
          err: failed.stderr,
        }),
      );
    },
    async plug(name) {
      const client = neutron(name);
      const network = await networkIn(name);
      const [subnet] = await client.subnets.list({ network_id: network?.id ?? "" });
      const [group] = await client.securityGroups.list({ description: "multisite-network=backup" });
      return await createMachineIn(rig.sites[name], rig.sites[name].hosts[0] as Host, {
        networkId: network?.id ?? "",
        subnetId: subnet?.id ?? "",
        mtu: network?.mtu ?? 1400,
        securityGroups: [group?.id ?? ""],
      });
    },
    async stop() {
      await star.stop();
      await rig.stop();
      room.remove();
    },
  };
}

function cloudsOf(rig: NeutronSites<Name>): object {
  return Object.fromEntries(
    NAMES.map((name) => {
      const { identity } = rig.sites[name].controller;
      const auth = {
        auth_url: identity.url,
        username: "admin",
        password: identity.adminPassword,
        project_name: "admin",
        user_domain_id: "default",
        project_domain_id: "default",
      };
      return [name, { auth, region_name: identity.region }];
    }),
  );
}

async function starOf() {
  const nodeOf = async (name: string, role: string) => ({
    name,
    role,
    address: "127.0.0.1",
    ports: { agent: await findFreePort(), identity: await findFreePort() },
  });
  const sites = [
    { name: "north", region: "North", nodes: [await nodeOf("north-1", "master")] },
    { name: "south", region: "South", nodes: [await nodeOf("south-1", "master")] },
  ];
  const spec = { generation: 1, mode: "star", engine: "embedded", publicEndpoint: "http://127.0.0.1:5000", sites };
  return parseStar(
    JSON.stringify({ apiVersion: "multisite/v1", kind: "IdentityStar", metadata: { name: "rig" }, spec }),
    "star.yaml",
  );
}
