import { randomBytes } from "node:crypto";
import { type RunningGateway, startGateway } from "../gateway.ts";
import { type RunningIdentity, startIdentity } from "../identity.ts";
import { type Mariadb, startMariadb } from "../mariadb.ts";
import { allOrNone } from "../process/all-or-none.ts";
import type { Daemon } from "../process/daemon.ts";
import { findFreePort } from "../process/port.ts";
import { withOneRetry } from "../process/retry-once.ts";
import { createRoom, type Room } from "../process/room.ts";
import { type Rabbitmq, startRabbitmq } from "../rabbitmq.ts";
import { registerNeutron } from "./accounts.ts";
import { migrateDatabase, startServer, writeServerConfiguration } from "./server.ts";

export interface ControllerOptions {
  readonly site: string;
  /** Address on which gateway, identity service, broker and neutron-server listen. */
  readonly address: string;
  readonly baseMac: string;
  /** Told of each step that has been done, and how long after the beginning. */
  readonly say?: (line: string) => void;
}

/** The services of one site, all its own: MariaDB, RabbitMQ, our identity service behind a gateway, neutron-server. */
export interface Controller {
  /** Found at the gateway, as its `url` says, by neutron-server and by every client. */
  readonly identity: RunningIdentity;
  /** The one address of identity for all of the site. */
  readonly gateway: RunningGateway;
  /** Of neutron-server, without `/v2.0`. */
  readonly url: string;
  /** Of the site's broker, as oslo.messaging's `transport_url` takes it. */
  readonly transportUrl: string;
  /** A user of the broker with no more rights than these; gives its transport URL. */
  readonly addBusUser: Rabbitmq["addUser"];
  /** The last lines of neutron-server's log. */
  logTail(lines?: number): string;
  readonly broker: Pick<Rabbitmq, "kill" | "restart" | "listQueues">;
  /** `kill` ends all processes of neutron-server at once; `restart` brings it back. */
  readonly server: { kill(): Promise<void>; restart(): Promise<void> };
  stop(): Promise<void>;
  /** Ends all of it at once, as a power cut of the site would; what it has stored stays for {@link startAgain}. */
  kill(): Promise<void>;
  /** Starts again what was killed, on its data and at its addresses. */
  startAgain(): Promise<void>;
}

/** Starts a site's services. Expect 20 s on two cores. */
export function startController(options: ControllerOptions): Promise<Controller> {
  return withOneRetry(`The services of site ${options.site}`, () => start(options));
}

interface Parts {
  readonly room: Room;
  mariadb?: Mariadb;
  rabbit?: Rabbitmq;
  identity?: RunningIdentity;
  gateway?: RunningGateway;
  server?: Daemon;
}

async function start(options: ControllerOptions): Promise<Controller> {
  const parts: Parts = { room: createRoom(`neutron-${options.site}`) };
  try {
    return await bringUp(parts, options);
  } catch (error) {
    await stop(parts);
    throw error;
  }
}

async function bringUp(parts: Parts, { address, baseMac, say = () => {} }: ControllerOptions): Promise<Controller> {
  const startedMs = performance.now();
  const done = (what: string): void => say(`${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${what}`);
  const port = await findFreePort();
  const url = `http://${address}:${port}`;
  const servicePassword = randomBytes(12).toString("hex");
  const configure = (mariadb: Mariadb, rabbit: { readonly transportUrl: string }, identityUrl: string): readonly string[] =>
    writeServerConfiguration(parts.room, {
      address,
      port,
      baseMac,
      identityUrl,
      servicePassword,
      transportUrl: rabbit.transportUrl,
      databaseUrl: `mysql+pymysql://${mariadb.user}:${mariadb.password}@127.0.0.1:${mariadb.port}/neutron`,
      directory: parts.room.file("state"),
    });
  const database = async (): Promise<Mariadb> => {
    const mariadb = await startMariadb();
    parts.mariadb = mariadb;
    await mariadb.createDatabase("neutron");
    // What a migration reads is the database's URL alone.
    await migrateDatabase(configure(mariadb, { transportUrl: "fake:///" }, ""));
    done("MariaDB with Neutron's tables");
    return mariadb;
  };
  const accounts = async (): Promise<readonly [RunningIdentity, RunningGateway]> => {
    const gatewayPort = await findFreePort();
    const identity = await startIdentity({
      address,
      publicUrl: `http://${address}:${gatewayPort}`,
      settings: { rate_limit: { trusted_proxies: [address] } },
    });
    parts.identity = identity;
    const gateway = await startGateway([{ site: "own", url: identity.nodeUrl }], { address, port: gatewayPort });
    parts.gateway = gateway;
    await registerNeutron(identity, { url, servicePassword });
    done("identity service behind its gateway, with Neutron's account and catalog entry");
    return [identity, gateway];
  };
  const broker = async (): Promise<Rabbitmq> => {
    const rabbit = await startRabbitmq({ address });
    parts.rabbit = rabbit;
    done("RabbitMQ");
    return rabbit;
  };
  const [mariadb, [identity, gateway], rabbit] = await allOrNone([database(), accounts(), broker()]);
  const configuration = configure(mariadb, rabbit, identity.url);
  const serve = async (): Promise<void> => {
    parts.server = await startServer(parts.room, url, configuration);
  };
  await serve();
  done("neutron-server answers");
  return {
    identity,
    gateway,
    url,
    transportUrl: rabbit.transportUrl,
    addBusUser: rabbit.addUser,
    logTail: (lines) => parts.server?.logTail(lines) ?? "",
    broker: rabbit,
    server: { kill: async () => await parts.server?.kill(), restart: serve },
    stop: () => stop(parts),
    kill: () => kill(parts),
    async startAgain() {
      await Promise.all([mariadb.startAgain(), rabbit.restart(), identity.restart(), gateway.restart()]);
      await serve();
    },
  };
}

async function stop({ server, gateway, identity, rabbit, mariadb, room }: Parts): Promise<void> {
  // Connections that callers keep open would hold its end up.
  await server?.stop(1000);
  await Promise.all([gateway?.stop(), identity?.stop(), rabbit?.stop(), mariadb?.stop()]);
  room.remove();
}

async function kill({ server, gateway, identity, rabbit, mariadb }: Parts): Promise<void> {
  await Promise.all([server?.kill(), gateway?.kill(), identity?.kill(), rabbit?.kill(), mariadb?.crash()]);
}
