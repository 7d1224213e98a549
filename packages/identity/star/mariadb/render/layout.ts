import type { HostLayout, MemoryBudget } from "./types.ts";

/** Of a host that is one node of the star. */
export const hostLayout: HostLayout = {
  user: "multisite",
  home: "/var/lib/multisite",
  config: "/etc/multisite",
  run: "/run/multisite",
  units: "/etc/systemd/system",
};

/** For a host of its own with 2 GB or more. */
export const hostMemory: MemoryBudget = { bufferPoolMb: 512, redoLogMb: 256, writeSetCacheMb: 1024, connections: 500 };

/** For many nodes on one machine: about 150 MB a node. */
export const smallMemory: MemoryBudget = { bufferPoolMb: 32, redoLogMb: 16, writeSetCacheMb: 16, connections: 100 };

/** Files of a node by what they are for. */
export const pathsOf = ({ home, config, run }: HostLayout) => ({
  settings: `${config}/mariadb.cnf`,
  start: `${config}/start-mariadb`,
  accounts: `${config}/accounts.sql`,
  arbitrator: `${config}/garbd.cnf`,
  data: `${home}/database`,
  temporary: `${home}/tmp`,
  socket: `${run}/mariadb.sock`,
  pid: `${run}/mariadb.pid`,
  authority: `${home}/pki/ca.crt`,
  certificate: `${home}/pki/node.crt`,
  key: `${home}/pki/node.key`,
});
