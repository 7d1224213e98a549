import { fileURLToPath } from "node:url";
import { findFreePort } from "../process/port.ts";
import { waitUntilReady } from "../process/ready.ts";
import { withOneRetry } from "../process/retry-once.ts";
import { createRoom } from "../process/room.ts";
import { startUwsgi } from "../uwsgi.ts";

const app = fileURLToPath(new URL("app.py", import.meta.url));

export interface MiddlewareOptions {
  /** Without `/v3`. */
  readonly identityUrl: string;
  /** The service's own account, which validates its callers' tokens. */
  readonly username: string;
  readonly password: string;
  readonly project: string;
  readonly domainId?: string;
  /** Options of `[keystone_authtoken]` on top, such as `{ delay_auth_decision: true }` or `{ token_cache_time: -1 }`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  readonly processes?: number;
}

/** A running service behind the real keystonemiddleware. Any GET answers 200 with the identity headers, or 401. */
export interface MiddlewareService {
  readonly url: string;
  readonly pid: number;
  logTail(lines?: number): string;
  stop(): Promise<void>;
}

/** Starts a small WSGI service that validates its callers' tokens at `identityUrl`, as every OpenStack service does. */
export function startMiddlewareService(options: MiddlewareOptions): Promise<MiddlewareService> {
  return withOneRetry("The middleware service", () => start(options));
}

async function start(options: MiddlewareOptions): Promise<MiddlewareService> {
  const room = createRoom("middleware");
  const port = await findFreePort();
  const domain = options.domainId ?? "default";
  const settings = {
    auth_type: "password",
    auth_url: options.identityUrl,
    www_authenticate_uri: options.identityUrl,
    username: options.username,
    password: options.password,
    project_name: options.project,
    user_domain_id: domain,
    project_domain_id: domain,
    ...options.settings,
  };
  const daemon = startUwsgi({
    name: "The middleware service",
    port,
    processes: options.processes ?? 1,
    wsgiFile: app,
    env: { RIG_AUTH_TOKEN: JSON.stringify(settings) },
    logFile: room.file("service.log"),
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await daemon.stop();
    room.remove();
  };
  try {
    await waitUntilReady(daemon, () => answersAtAll(url), { timeoutMs: 60_000, everyMs: 100 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: daemon.pid, logTail: daemon.logTail, stop };
}

/** A caller without a token is refused, which takes no identity service: any answer means that the service runs. */
async function answersAtAll(url: string): Promise<true> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  await response.arrayBuffer();
  return true;
}
