import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Daemon, startDaemon } from "./process/daemon.ts";

/** Serves a Python WSGI script as Debian's uWSGI does Keystone, one connection a request so that few workers serve many clients. */
export function startUwsgi(options: {
  readonly name: string;
  readonly port: number;
  readonly processes: number;
  readonly wsgiFile: string;
  readonly wsgiArguments?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
}): Daemon {
  const settings: Record<string, string | number> = {
    plugins: "python3",
    "http-socket": `127.0.0.1:${options.port}`,
    processes: options.processes,
    threads: 1,
    "enable-threads": "true",
    master: "true",
    "lazy-apps": "true",
    "need-app": "true",
    "thunder-lock": "true",
    "buffer-size": 65535,
    "post-buffering": 65536,
    listen: 100,
    "die-on-term": "true",
    "no-orphans": "true",
    "disable-logging": "true",
    "http-auto-chunked": "true",
    "add-header": "Connection: close",
    "wsgi-file": options.wsgiFile,
    ...(options.wsgiArguments ? { pyargv: options.wsgiArguments } : {}),
  };
  const iniFile = join(dirname(options.logFile), "uwsgi.ini");
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(iniFile, `[uwsgi]\n${lines.join("\n")}\n`);
  return startDaemon({
    name: options.name,
    command: "/usr/bin/uwsgi-core",
    args: ["--ini", iniFile],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8", ...options.env },
    logFile: options.logFile,
  });
}
