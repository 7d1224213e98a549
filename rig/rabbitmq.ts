import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { type Daemon, startDaemon } from "./process/daemon.ts";
import { findFreePort, listens } from "./process/port.ts";
import { waitUntilReady } from "./process/ready.ts";
import { withOneRetry } from "./process/retry-once.ts";
import { createRoom, type Room } from "./process/room.ts";
import { runOrThrow } from "./process/run.ts";

/** A queue of a broker. An exclusive one goes with the connection that made it. */
export interface Queue {
  readonly name: string;
  readonly isExclusive: boolean;
}

/** A RabbitMQ of our own: its own data, ports, node name, Erlang cookie and port mapper, gone after {@link Rabbitmq.stop}. */
export interface Rabbitmq {
  /** As oslo.messaging's `transport_url` takes it. */
  readonly transportUrl: string;
  /** As AMQP clients take it. */
  readonly amqpUrl: string;
  /** Of the broker as it runs now. */
  readonly pid: number;
  /**
   * A user with rights of its own, as `rabbitmqctl set_permissions` takes them: configure, write, read.
   *
   * @returns its transport URL
   */
  addUser(name: string, permissions: readonly [string, string, string]): Promise<string>;
  logTail(lines?: number): string;
  listQueues(): Promise<readonly Queue[]>;
  /** Ends the broker as a power cut would; {@link restart} brings it back. */
  kill(): Promise<void>;
  /** Starts the broker again on its port and its data, after it was killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Ports {
  readonly amqp: number;
  readonly distribution: number;
  readonly portMapper: number;
}

/** Starts a private RabbitMQ, on 127.0.0.1 if nothing else is said. Expect five to ten seconds on two cores. */
export function startRabbitmq({ address = "127.0.0.1" }: { readonly address?: string } = {}): Promise<Rabbitmq> {
  return withOneRetry("RabbitMQ", () => start(address));
}

async function start(host: string): Promise<Rabbitmq> {
  const room = createRoom("rabbitmq");
  const ports = { amqp: await findFreePort(), distribution: await findFreePort(), portMapper: await findFreePort() };
  const password = randomBytes(12).toString("hex");
  writeConfiguration(room, host, ports, password);
  // Ours, in the foreground: the one that Erlang would start by itself outlives every broker.
  const portMapper = startDaemon({
    name: "epmd",
    command: "/usr/bin/epmd",
    args: ["-port", String(ports.portMapper), "-address", "127.0.0.1"],
    logFile: room.file("epmd.log"),
  });
  let broker: Daemon | undefined;
  const stop = async () => {
    await broker?.stop();
    await portMapper.stop();
    room.remove();
  };
  try {
    await waitUntilReady(portMapper, () => listens(ports.portMapper), { timeoutMs: 10_000 });
    broker = await startBroker(room, host, ports);
    const address = `multisite:${password}@${host}:${ports.amqp}/`;
    return {
      transportUrl: `rabbit://${address}`,
      amqpUrl: `amqp://${address}`,
      get pid() {
        return broker?.pid ?? -1;
      },
      async addUser(name, permissions) {
        const secret = randomBytes(12).toString("hex");
        await control(room, ports, ["add_user", name, secret]);
        await control(room, ports, ["set_permissions", "-p", "/", name, ...permissions]);
        return `rabbit://${name}:${secret}@${host}:${ports.amqp}/`;
      },
      logTail: (lines) => broker?.logTail(lines) ?? "",
      listQueues: () => listQueues(room, ports),
      kill: async () => broker?.kill(),
      async restart() {
        broker = await startBroker(room, host, ports);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function writeConfiguration(room: Room, host: string, ports: Ports, password: string): void {
  const settings = {
    "listeners.tcp.local": `${host}:${ports.amqp}`,
    default_user: "multisite",
    default_pass: password,
    "log.console": "true",
    "log.file": "false",
    // The disk of a machine that runs tests may be nearly full; the broker's own bound would block publishers then.
    "disk_free_limit.absolute": "10MB",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  writeFileSync(room.file("rabbitmq.conf"), lines.join(""), { mode: 0o600 });
  writeFileSync(room.file("enabled_plugins"), "[].\n");
  writeFileSync(room.file("rabbitmq-env.conf"), "");
}

/** Asks the running broker, with the cookie that it made in its home. */
async function control(room: Room, ports: Ports, args: readonly string[]): Promise<void> {
  await runOrThrow("/usr/lib/rabbitmq/bin/rabbitmqctl", ["--node", nodeName(ports), ...args], {
    env: {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      LC_ALL: "C.UTF-8",
      HOME: room.path,
      ERL_EPMD_PORT: String(ports.portMapper),
      RABBITMQ_CONF_ENV_FILE: room.file("rabbitmq-env.conf"),
    },
    timeoutMs: 60_000,
  });
}

async function startBroker(room: Room, host: string, ports: Ports): Promise<Daemon> {
  const daemon = startDaemon({
    name: "RabbitMQ",
    // Not Debian's wrapper, which changes to the user rabbitmq and its directories.
    command: "/usr/lib/rabbitmq/bin/rabbitmq-server",
    args: [],
    cwd: room.path,
    logFile: room.file("rabbitmq.log"),
    env: {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      LC_ALL: "C.UTF-8",
      // Erlang's cookie is made here.
      HOME: room.path,
      ERL_EPMD_PORT: String(ports.portMapper),
      ERL_EPMD_ADDRESS: "127.0.0.1",
      ERL_CRASH_DUMP_SECONDS: "0",
      RABBITMQ_CONF_ENV_FILE: room.file("rabbitmq-env.conf"),
      RABBITMQ_CONFIG_FILE: room.file("rabbitmq.conf"),
      RABBITMQ_ENABLED_PLUGINS_FILE: room.file("enabled_plugins"),
      RABBITMQ_NODENAME: nodeName(ports),
      RABBITMQ_DIST_PORT: String(ports.distribution),
      RABBITMQ_MNESIA_BASE: room.file("data"),
      RABBITMQ_LOG_BASE: room.file("log"),
      RABBITMQ_GENERATED_CONFIG_DIR: room.file("generated"),
      RABBITMQ_SCHEMA_DIR: room.file("schema"),
      RABBITMQ_PID_FILE: room.file("rabbitmq.pid"),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}",
      // Makes the script become the Erlang process instead of its parent, so that a signal reaches the broker.
      RUNNING_UNDER_SYSTEMD: "true",
    },
  });
  try {
    await waitUntilReady(daemon, () => answersAmqp(host, ports.amqp), { timeoutMs: 90_000, everyMs: 100 });
    return daemon;
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}

/** Asks the broker's Erlang itself: `rabbitmqctl` takes seconds of a processor to start. The answer is a file, as it may be long. */
async function listQueues(room: Room, ports: Ports): Promise<readonly Queue[]> {
  const file = room.file(`queues-${randomBytes(6).toString("hex")}`);
  const question = `file:write_file("${file}", [[element(4, proplists:get_value(name, Queue)), " ",
    atom_to_list(proplists:get_value(exclusive, Queue)), "\\n"]
    || Queue <- rabbit_amqqueue:info_all(<<"/">>, [name, exclusive])]).\n`;
  const args = ["-c", readFileSync(room.file(".erlang.cookie"), "utf8"), "-n", nodeName(ports), "-e"];
  const env = { PATH: "/usr/bin:/bin", HOME: room.path, ERL_EPMD_PORT: String(ports.portMapper) };
  await runOrThrow("/usr/bin/erl_call", args, { input: question, env, timeoutMs: 30_000 });
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  rmSync(file);
  return lines.map((line) => line.split(" ")).map(([name = "", isExclusive]) => ({ name, isExclusive: isExclusive === "true" }));
}

const nodeName = ({ amqp }: Ports): string => `multisite-${amqp}@localhost`;

/** The broker's first word of AMQP 0.9.1: it answers the protocol's header once it takes connections. */
function answersAmqp(host: string, port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write(Buffer.from("AMQP\x00\x00\x09\x01", "latin1")));
    const end = (answer: true | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => end(undefined));
    socket.on("data", () => end(true));
    socket.on("error", () => end(undefined));
    socket.on("close", () => end(undefined));
  });
}
