import type { Clock } from "@multisite/kernel/clock";
import { changeMaster, forgetMaster, type MasterSource, setSlavePosition, startSlave, stopSlave } from "../sql/index.ts";
import { type OpenSession, takeSnapshot } from "../verify/index.ts";
import { copyAccounts } from "./copy-accounts.ts";
import { type Copied, copyDatabases } from "./copy-databases.ts";

export interface RebuildOptions {
  readonly openHere: OpenSession;
  /** A session of a master, or of another replica that keeps a binary log. */
  readonly openDonor: OpenSession;
  /** The master that is followed afterwards. */
  readonly source: MasterSource;
  readonly schemas: readonly string[];
  /** Accounts of the star, by name. */
  readonly isOurAccount: (name: string) => boolean;
  readonly clock: Clock;
}

export interface Rebuilt extends Copied {
  /** From which replication goes on. */
  readonly position: string;
  readonly tookMs: number;
}

/**
 * Makes the data of a replica anew: a copy of the donor's as of one moment over SQL, so that it works over any link on which the
 * replica can be followed, and nothing but MariaDB is needed on either host. Made for identity data (megabytes). Its own binary log begins anew, as what it said was the wrong data's.
 */
export async function rebuildReplica({
  openHere,
  openDonor,
  source,
  schemas,
  isOurAccount,
  clock,
}: RebuildOptions): Promise<Rebuilt> {
  const startedMs = clock.monotonicMs();
  const [here, donor] = [openHere(), openDonor()];
  try {
    const snapshot = await takeSnapshot(donor);
    await stopSlave(here);
    await forgetMaster(here);
    const copied = await copyDatabases(donor, here, schemas);
    await copyAccounts(donor, here, isOurAccount);
    await snapshot.confirm();
    await here.all("RESET MASTER");
    await setSlavePosition(here, snapshot.position);
    await changeMaster(here, source);
    await startSlave(here);
    return { ...copied, position: snapshot.position, tookMs: clock.monotonicMs() - startedMs };
  } finally {
    await Promise.all([here.close(), donor.close()]);
  }
}
