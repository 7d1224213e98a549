import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { CommandResult } from "../process/run.ts";

const sessionScript = fileURLToPath(new URL("session.py", import.meta.url));

/** Who the client is, in the words of the client's own `OS_*` variables. */
export interface OpenstackCredentials {
  /** With `/v3`. */
  readonly authUrl: string;
  readonly username: string;
  readonly password: string;
  readonly userDomainId?: string;
  /** Project scope; system scope when `system` is set, unscoped without either. */
  readonly project?: string;
  readonly projectDomainId?: string;
  readonly system?: boolean;
  readonly region?: string;
}

/** The environment of an openrc file. */
export function openstackEnvironment(credentials: OpenstackCredentials): Record<string, string> {
  return {
    OS_AUTH_URL: credentials.authUrl,
    OS_IDENTITY_API_VERSION: "3",
    OS_USERNAME: credentials.username,
    OS_PASSWORD: credentials.password,
    OS_USER_DOMAIN_ID: credentials.userDomainId ?? "default",
    ...(credentials.project
      ? { OS_PROJECT_NAME: credentials.project, OS_PROJECT_DOMAIN_ID: credentials.projectDomainId ?? "default" }
      : {}),
    ...(credentials.system ? { OS_SYSTEM_SCOPE: "all" } : {}),
    ...(credentials.region ? { OS_REGION_NAME: credentials.region } : {}),
  };
}

/** Many `openstack` commands in one Python process. */
export interface OpenstackSession {
  /** Runs one command; never throws for its failure. Global options such as `--os-username` may stand in the arguments. */
  run(args: readonly string[]): Promise<CommandResult>;
  /** Runs a command with `-f json` and gives its parsed output; throws with the client's own words when it fails. */
  json<Answer = unknown>(args: readonly string[]): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts the client once; each command is still parsed, authenticated and printed by the real client. */
export function startOpenstackSession(environment: Readonly<Record<string, string>>): OpenstackSession {
  const child = spawn("/usr/bin/python3", [sessionScript], { env: cleanEnvironment(environment), stdio: "pipe" });
  const waiting: { resolve: (result: CommandResult) => void; reject: (error: Error) => void }[] = [];
  const noise = collectNoise(child);
  createInterface(child.stdout).on("line", (line) => waiting.shift()?.resolve(JSON.parse(line) as CommandResult));
  const ended = new Promise<void>((resolve) => {
    child.on("error", (error) => noise.push(error.message));
    child.on("close", () => {
      for (const waiter of waiting.splice(0)) waiter.reject(new Error(`The openstack client ended: ${noise.join("")}`));
      resolve();
    });
  });
  const runCommand = (args: readonly string[]): Promise<CommandResult> =>
    new Promise((resolve, reject) => {
      if (child.exitCode !== null) return reject(new Error(`The openstack client has ended: ${noise.join("")}`));
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(args)}\n`);
    });
  return {
    run: runCommand,
    async json<Answer>(args: readonly string[]) {
      const result = await runCommand([...args, "-f", "json"]);
      if (result.code !== 0) throw new Error(`openstack ${args.join(" ")}: ${result.stderr.trim()}`);
      return JSON.parse(result.stdout) as Answer;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

function collectNoise(child: ChildProcessWithoutNullStreams): string[] {
  const noise: string[] = [];
  child.stdin.on("error", () => {});
  child.stderr.setEncoding("utf8").on("data", (text: string) => noise.push(text));
  return noise;
}

/** Nothing of the caller's own clouds may leak in. */
function cleanEnvironment(environment: Readonly<Record<string, string>>): Record<string, string> {
  const base = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/nonexistent", LC_ALL: "C.UTF-8", PYTHONWARNINGS: "ignore" };
  return { ...base, ...environment };
}
