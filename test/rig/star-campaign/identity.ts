import { chmodSync, cpSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatSqlLocation } from "../../../packages/kernel/sql/index.ts";
import type { Daemon } from "../../../rig/process/daemon.ts";
import { waitUntilReady } from "../../../rig/process/ready.ts";
import { runOrThrow } from "../../../rig/process/run.ts";
import type { World } from "./world.ts";

const command = fileURLToPath(new URL("../../../bin/multisite", import.meta.url));
const ADMIN_PASSWORD = "adminpw";

/** Identity services at some nodes, each inside its site and beside its own MariaDB. */
export interface Identities {
  url(node: string): string;
  /** A token of the administrator, from this node. */
  login(node: string): Promise<string>;
  stop(): Promise<void>;
}

/** Bootstraps at the first master, and starts a service at each of the nodes. */
export async function startIdentities(world: World, nodes: readonly string[], first: string): Promise<Identities> {
  const { rig, network } = world;
  const urlOf = (name: string): string => `http://${rig.node(name).node.address}:${rig.node(name).node.ports.identity}`;
  const configOf = (name: string): string => `${rig.node(name).home}/identity.yaml`;
  for (const name of nodes) {
    const { home, identity, node } = rig.node(name);
    const document = {
      DEFAULT: { public_endpoint: urlOf(name) },
      star: { home },
      database: { connection: formatSqlLocation(identity) },
      auth: { methods: ["external", "password", "token"] },
      fernet_tokens: { max_active_keys: 5 },
      oslo_policy: { policy_file: `${home}/policy.yaml` },
      log: { path: `${home}/identity.log` },
      identity: { password_hash_rounds: 4 },
      listen: { host: node.address, port: node.ports.identity },
    };
    writeFileSync(configOf(name), JSON.stringify(document), { mode: 0o600 });
  }
  const endpoints = ["public", "internal", "admin"].flatMap((kind) => [`--bootstrap-${kind}-url`, `${urlOf(first)}/v3`]);
  const manage = (args: readonly string[]) =>
    runOrThrow(command, ["identity", args[0] ?? "", "--config", configOf(first), ...args.slice(1)], {
      env: { ...process.env, OS_BOOTSTRAP_PASSWORD: ADMIN_PASSWORD },
      timeoutMs: 120_000,
    });
  await manage(["fernet-setup"]);
  await manage(["receipt-setup"]);
  await manage(["credential-setup"]);
  await manage(["bootstrap", "--bootstrap-region-id", "RegionOne", ...endpoints]);
  // What the key ceremony does in a real star.
  for (const name of nodes.filter((one) => one !== first)) {
    for (const keys of ["fernet-keys", "receipt-keys", "credential-keys"]) {
      const copy = `${rig.node(name).home}/${keys}`;
      cpSync(`${rig.node(first).home}/${keys}`, copy, { recursive: true });
      chmodSync(copy, 0o700);
    }
  }
  const daemons = nodes.map((name): Daemon => {
    const { home, site } = rig.node(name);
    return network.start(site.name, {
      name: `identity of ${name}`,
      command,
      args: ["identity", "serve", "--config", configOf(name)],
      logFile: `${home}/identity-output.log`,
    });
  });
  for (const [index, name] of nodes.entries()) {
    const answers = async () => ((await fetch(`${urlOf(name)}/v3`, { signal: AbortSignal.timeout(5000) })).ok ? true : undefined);
    await waitUntilReady(daemons[index] as Daemon, answers, { timeoutMs: 240_000 });
  }
  return {
    url: urlOf,
    async login(name) {
      const user = { name: "admin", domain: { id: "default" }, password: ADMIN_PASSWORD };
      const scope = { project: { name: "admin", domain: { id: "default" } } };
      const body = { auth: { identity: { methods: ["password"], password: { user } }, scope } };
      const answer = await fetch(`${urlOf(name)}/v3/auth/tokens`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(5000),
      });
      if (answer.status !== 201) throw new Error(`login at ${name} answered ${answer.status}: ${await answer.text()}`);
      return answer.headers.get("x-subject-token") ?? "";
    },
    async stop() {
      await Promise.all(daemons.map((daemon) => daemon.stop()));
    },
  };
}
