import { type RunningIdentity, startIdentity } from "../identity.ts";
import { type Mariadb, type MariadbAddress, startMariadb } from "../mariadb.ts";
import type { Network } from "../network/index.ts";
import { allOrNone } from "../process/all-or-none.ts";
import { type Rabbitmq, startRabbitmq } from "../rabbitmq.ts";
import { type CatalogEntry, registerServices } from "./accounts.ts";
import { type Ceph, startCeph } from "./ceph/index.ts";
import { createTables, type Migration } from "./tables.ts";

export interface FoundationOptions {
  readonly network: Network;
  readonly site: string;
  /** Its OpenStack services, with what makes their tables. */
  readonly entries: readonly (CatalogEntry & { readonly migration: Migration })[];
  readonly servicePassword: string;
  /** Told of each part that runs. */
  readonly done: (what: string) => void;
}

/** What a site's OpenStack services stand on. */
export interface Foundation {
  readonly identity: RunningIdentity;
  readonly rabbit: Rabbitmq;
  readonly ceph: Ceph;
  /** Of a service's database, as SQLAlchemy takes it. */
  databaseUrl(service: string): string;
  kill(): Promise<void>;
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

interface Parts {
  mariadb?: Mariadb;
  rabbit?: Rabbitmq;
  identity?: RunningIdentity;
  ceph?: Ceph;
}

/** Starts MariaDB, RabbitMQ, our identity service and a Ceph side by side. Fifteen seconds. */
export async function startFoundation(options: FoundationOptions): Promise<Foundation> {
  const parts: Parts = {};
  try {
    return await bringUp(parts, options);
  } catch (error) {
    await stop(parts);
    throw error;
  }
}

async function bringUp(parts: Parts, { network, site, entries, servicePassword, done }: FoundationOptions): Promise<Foundation> {
  const address = network.outsideAddress;
  const database = async (): Promise<Mariadb> => {
    const mariadb = await startMariadb();
    parts.mariadb = mariadb;
    const create = async ({ name, migration }: FoundationOptions["entries"][number]): Promise<void> => {
      await createTables(migration, databaseUrl(mariadb, await mariadb.createDatabase(name)));
    };
    await allOrNone(entries.map(create));
    done("MariaDB with all tables");
    return mariadb;
  };
  const accounts = async (): Promise<RunningIdentity> => {
    parts.identity = await startIdentity({ address });
    await registerServices(parts.identity, { entries, password: servicePassword });
    done("identity service with accounts and catalog");
    return parts.identity;
  };
  const broker = async (): Promise<Rabbitmq> => {
    parts.rabbit = await startRabbitmq({ address });
    done("RabbitMQ");
    return parts.rabbit;
  };
  const disks = async (): Promise<Ceph> => {
    parts.ceph = await startCeph({ network, site });
    done("Ceph");
    return parts.ceph;
  };
  const [mariadb, identity, rabbit, ceph] = await allOrNone([database(), accounts(), broker(), disks()]);
  return {
    identity,
    rabbit,
    ceph,
    databaseUrl: (service) => databaseUrl(mariadb, service),
    async kill() {
      await Promise.all([mariadb.crash(), rabbit.kill(), identity.kill(), ceph.kill()]);
    },
    async startAgain() {
      await allOrNone([mariadb.startAgain(), rabbit.restart(), identity.restart(), ceph.startAgain()]);
    },
    stop: () => stop(parts),
  };
}

const databaseUrl = ({ user, password, port }: MariadbAddress, service: string): string =>
  `mysql+pymysql://${user}:${password}@127.0.0.1:${port}/${service}`;

async function stop({ mariadb, rabbit, identity, ceph }: Parts): Promise<void> {
  await Promise.all([identity?.stop(), rabbit?.stop(), ceph?.stop()]);
  await mariadb?.stop();
}
