import { mergeSettings, type OsloSettings } from "../../oslo-config.ts";
import { CLIENT, POOL } from "../ceph/settings.ts";
import { commonSettings, type ServicePlace } from "../settings.ts";

export interface CinderPlace extends ServicePlace {
  readonly glanceUrl: string;
  /** A directory into which backups go, and which no site owns. */
  readonly backupStore: string;
}

const BACKEND = "rbd";

/** What Cinder calls the host of its services and, with the backend, of its volumes. */
const cinderHost = (site: string): string => `storage-${site}`;

/** cinder.conf of all four services: volumes in the site's Ceph, backups in a directory. */
export function cinderSettings(place: CinderPlace): OsloSettings {
  const rootless = { helper_command: "privsep-helper" };
  return mergeSettings(commonSettings(place, "cinder"), {
    DEFAULT: {
      host: cinderHost(place.site),
      my_ip: place.address,
      state_path: place.directory,
      transport_url: place.transportUrl,
      osapi_volume_listen: place.address,
      osapi_volume_listen_port: place.port,
      osapi_volume_workers: 1,
      auth_strategy: "keystone",
      glance_api_servers: place.glanceUrl,
      enabled_backends: BACKEND,
      rootwrap_config: "/etc/cinder/rootwrap.conf",
      api_paste_config: "/etc/cinder/api-paste.ini",
      resource_query_filters_file: "/etc/cinder/resource_filters.json",
      backup_driver: "cinder.backup.drivers.posix.PosixBackupDriver",
      backup_posix_path: place.backupStore,
      backup_file_size: 64 * 1024 ** 2,
      backup_workers: 1,
      report_interval: 5,
      periodic_interval: 10,
      use_stderr: true,
    },
    [BACKEND]: {
      volume_driver: "cinder.volume.drivers.rbd.RBDDriver",
      volume_backend_name: BACKEND,
      rbd_pool: POOL,
      rbd_ceph_conf: "/etc/ceph/ceph.conf",
      rbd_user: CLIENT,
      rbd_flatten_volume_from_snapshot: false,
      report_discard_supported: true,
    },
    cinder_sys_admin: rootless,
    privsep_osbrick: rootless,
    key_manager: { backend: "cinder.keymgr.conf_key_mgr.ConfKeyManager", fixed_key: "0".repeat(64) },
  });
}
