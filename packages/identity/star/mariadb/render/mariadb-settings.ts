import { clusterOf, type StarCluster } from "../../topology/clusters.ts";
import type { SitedNode } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { galeraPorts, providerOptions } from "./galera.ts";
import { comment, group, iniSection, type SettingGroup } from "./ini.ts";
import { pathsOf } from "./layout.ts";
import { numbersOf } from "./numbers.ts";
import type { RenderOptions } from "./types.ts";

/** MariaDB's settings of one node with data. */
export function mariadbSettings(star: IdentityStar, sited: SitedNode, options: RenderOptions): string {
  const cluster = clusterOf(star, sited.node.name);
  const groups = [
    serverGroup(sited, options),
    memoryGroup(options),
    flushGroup(options),
    ...(options.tls ? [tlsGroup(sited, options)] : []),
    ...(cluster === undefined ? replicaGroups(star, sited) : galeraGroups(star, sited, cluster, options)),
  ];
  const heading = comment(
    `MariaDB of ${sited.node.name} in the star ${star.name}, from generation ${star.generation} of its document.`,
  );
  const sections = [iniSection("mariadbd", groups)];
  if (cluster !== undefined) sections.push(transferSection(sited, options));
  return `${heading.join("\n")}\n\n${sections.join("\n")}`;
}

function serverGroup({ node }: SitedNode, { layoutOf }: RenderOptions): SettingGroup {
  const layout = layoutOf(node.name);
  const { data, temporary, socket, pid } = pathsOf(layout);
  return group("Files, and the one address at which other hosts reach it; its own host uses the socket.", {
    user: layout.user,
    datadir: data,
    tmpdir: temporary,
    socket,
    "pid-file": pid,
    "bind-address": node.address,
    port: node.ports.database ?? 3306,
    "skip-name-resolve": "ON",
    "character-set-server": "utf8mb4",
    "collation-server": "utf8mb4_general_ci",
  });
}

function memoryGroup({ memory }: RenderOptions): SettingGroup {
  return group("What it may take of the host.", {
    innodb_buffer_pool_size: `${memory.bufferPoolMb}M`,
    innodb_log_file_size: `${memory.redoLogMb}M`,
    max_connections: memory.connections,
    performance_schema: "OFF",
  });
}

function flushGroup({ flush }: RenderOptions): SettingGroup {
  if (flush === "every-commit")
    return group(
      "What was acknowledged is on the disk. Galera's own advice is to flush once a second and to rely on the other\n" +
        "nodes; nodes that crash nearly together then lose acknowledged writes (Jepsen 2026, MDEV-38974).",
      { innodb_flush_log_at_trx_commit: 1, sync_binlog: 1 },
    );
  return group("All nodes are on one machine: a crash of a process loses nothing, one of the machine the last second.", {
    innodb_flush_log_at_trx_commit: 2,
    sync_binlog: 0,
    innodb_flush_method: "fsync",
  });
}

function tlsGroup({ node }: SitedNode, { layoutOf }: RenderOptions): SettingGroup {
  const { authority, certificate, key } = pathsOf(layoutOf(node.name));
  return group("Nobody comes over the network without TLS; after a renewal: FLUSH SSL.", {
    "ssl-ca": authority,
    "ssl-cert": certificate,
    "ssl-key": key,
    require_secure_transport: "ON",
  });
}

/** Row images in the binary log, kept for a week: so long a replica may be away. */
const BINARY_LOG = {
  log_bin: "binlog",
  log_slave_updates: "ON",
  binlog_format: "ROW",
  binlog_expire_logs_seconds: 7 * 86_400,
} as const;

function replicaGroups(star: IdentityStar, { node }: SitedNode): readonly SettingGroup[] {
  const number = numbersOf(star).ofNode(node.name);
  return [
    group("A read-only copy that follows a master by GTID; what would make it differ stops it (strict).", {
      server_id: number,
      gtid_domain_id: number,
      gtid_strict_mode: "ON",
      read_only: "ON",
      relay_log: "relay",
      relay_log_recovery: "ON",
      slave_net_timeout: 10,
    }),
    group("It keeps a log of its own, so that another node can be filled from it, and that it can be promoted.", BINARY_LOG),
  ];
}

function galeraGroups(
  star: IdentityStar,
  sited: SitedNode,
  cluster: StarCluster,
  options: RenderOptions,
): readonly SettingGroup[] {
  const { node } = sited;
  const numbers = numbersOf(star);
  const { domain, server } = numbers.ofCluster(cluster);
  const { group: groupPort, transfer } = galeraPorts(node);
  const members = [...cluster.nodes, ...cluster.arbitrators].map(({ node }) => `${node.address}:${galeraPorts(node).group}`);
  return [
    group(
      "Writes of the cluster have the same GTID on each of its nodes, whichever took them, so that a replica can move from\n" +
        "one to another: the same server_id and wsrep_gtid_domain_id on all. What is written to one node alone counts apart.",
      { server_id: server, gtid_domain_id: numbers.ofNode(node.name), wsrep_gtid_mode: "ON", wsrep_gtid_domain_id: domain },
    ),
    group("What Galera needs of the binary log and of InnoDB.", { ...BINARY_LOG, innodb_autoinc_lock_mode: 2 }),
    group(cluster.isWritable ? "The cluster of the masters." : `The read-only cluster ${cluster.name}.`, {
      wsrep_on: "ON",
      wsrep_provider: "/usr/lib/galera/libgalera_smm.so",
      wsrep_cluster_name: clusterName(star, cluster),
      wsrep_cluster_address: `gcomm://${members.join(",")}`,
      wsrep_node_name: node.name,
      wsrep_node_address: `${node.address}:${groupPort}`,
      wsrep_node_incoming_address: `${node.address}:${node.ports.database ?? 3306}`,
      wsrep_slave_threads: 4,
      wsrep_retry_autocommit: 4,
    }),
    group("A node that was away for too long, or is new, is filled by mariabackup, which does not stop the donor.", {
      wsrep_sst_method: "mariabackup",
      wsrep_sst_auth: `${options.layoutOf(node.name).user}:`,
      wsrep_sst_receive_address: `${node.address}:${transfer}`,
    }),
    group("Sites are segments, so that a write crosses the way between two of them once.", {
      wsrep_provider_options: `"${providerOptions(star, sited, options)}"`,
    }),
    ...(cluster.isWritable ? masterGroups(options) : readOnlyGroups()),
  ];
}

function masterGroups({ mastersStart }: RenderOptions): readonly SettingGroup[] {
  const dirtyReads = group(
    "A master that does not see the majority takes no writes, and goes on to answer reads: tokens are validated here.",
    { wsrep_dirty_reads: "ON" },
  );
  if (mastersStart === "open") return [dirtyReads];
  return [
    dirtyReads,
    group(
      "A master that starts takes no writes: its agent opens it when it has seen that nothing is missing that was acknowledged.",
      { read_only: "ON" },
    ),
  ];
}

function readOnlyGroups(): readonly SettingGroup[] {
  return [
    group(
      "Its writes come from the masters, by the one node that is its link; a node that comes back must not be a second one.",
      {
        read_only: "ON",
        skip_slave_start: "ON",
        relay_log: "relay",
        relay_log_recovery: "ON",
        slave_net_timeout: 10,
      },
    ),
  ];
}

/** Different in every cluster of a star, so that a node with a wrong address is refused. */
export function clusterName(star: IdentityStar, cluster: StarCluster): string {
  return cluster.isWritable ? star.name : `${star.name}-${cluster.name}`;
}

/** State transfer from one address to the other; in TLS, both sides show a certificate of the star's authority. */
function transferSection({ node }: SitedNode, { layoutOf, tls }: RenderOptions): string {
  const { authority, certificate, key } = pathsOf(layoutOf(node.name));
  return iniSection("sst", [
    group("State transfer listens and calls at this node's address only.", { sockopt: `bind=${node.address}` }),
    ...(tls
      ? [group("It shows and checks certificates too.", { encrypt: 4, tca: authority, tcert: certificate, tkey: key })]
      : []),
  ]);
}
