import type { OsloSettings } from "../../oslo-config.ts";

/** What the settings of a site's Ceph are made from. */
export interface CephPlace {
  readonly fsid: string;
  /** Of monitor, manager and disk, in the site's namespace. */
  readonly address: string;
  readonly directory: string;
}

/** The only pool. */
export const POOL = "volumes";
/** As which Cinder, and whoever opens its volumes, logs in. */
export const CLIENT = "cinder";

/** Addresses of the monitor, by both of its protocols. */
export const monitorAddresses = (address: string): string => `[v2:${address}:3300,v1:${address}:6789]`;

/** ceph.conf of a cluster with one monitor, one manager and one disk, which is a file. */
export function cephSettings({ fsid, address, directory }: CephPlace): OsloSettings {
  return {
    global: {
      fsid,
      "mon host": monitorAddresses(address),
      "mon initial members": "a",
      "public addr": address,
      "cluster addr": address,
      "auth cluster required": "cephx",
      "auth service required": "cephx",
      "auth client required": "cephx",
      "run dir": `${directory}/run`,
      "admin socket": `${directory}/run/$cluster-$name.$pid.$cctid.asok`,
      "pid file": `${directory}/run/$name.pid`,
      "crash dir": `${directory}/crash`,
      "log to file": false,
      "log to stderr": true,
      "mon cluster log to file": false,
      "osd pool default size": 1,
      "osd pool default min size": 1,
      "mon allow pool size one": true,
      "osd crush chooseleaf type": 0,
      "mon warn on pool no redundancy": false,
      // The disk of a machine that runs tests may be nearly full.
      "mon data avail crit": 1,
      "mon data avail warn": 2,
      "auth allow insecure global id reclaim": false,
      // With journals, which a second site can replay.
      "rbd default features": 125,
    },
    mon: { "mon data": `${directory}/mon` },
    mgr: { "mgr data": `${directory}/mgr`, "mgr initial modules": "" },
    osd: {
      "osd data": `${directory}/osd`,
      "osd objectstore": "bluestore",
      "bluestore block size": 10 * 1024 ** 3,
      // Its caches grow to the target, whose least is 896 MiB, unless they have a size.
      "osd memory target": 896 * 1024 ** 2,
      "bluestore cache autotune": false,
      "bluestore cache size": 128 * 1024 ** 2,
      "osd class update on start": false,
    },
  };
}

interface CephKey {
  readonly name: string;
  readonly caps: Readonly<Record<string, string>>;
}

/** Who may do what. */
export const cephKeys: readonly CephKey[] = [
  { name: "mon.", caps: { mon: "allow *" } },
  { name: "client.admin", caps: { mon: "allow *", osd: "allow *", mgr: "allow *" } },
  { name: "mgr.x", caps: { mon: "allow profile mgr", osd: "allow *" } },
  { name: "osd.0", caps: { mon: "allow profile osd", osd: "allow *", mgr: "allow profile osd" } },
  {
    name: `client.${CLIENT}`,
    caps: { mon: "profile rbd", osd: `profile rbd pool=${POOL}`, mgr: `profile rbd pool=${POOL}` },
  },
];
