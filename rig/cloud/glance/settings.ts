import { mergeSettings, type OsloSettings } from "../../oslo-config.ts";
import { commonSettings, type ServicePlace } from "../settings.ts";

/** glance-api.conf: images are files. */
export function glanceSettings(place: ServicePlace): OsloSettings {
  const store = (name: string) => ({ filesystem_store_datadir: `${place.directory}/${name}` });
  return mergeSettings(commonSettings(place, "glance"), {
    DEFAULT: {
      bind_host: place.address,
      bind_port: place.port,
      // One process: a rig asks whether, never how fast.
      workers: 0,
      enabled_backends: "images:file",
      use_stderr: true,
    },
    glance_store: { default_backend: "images" },
    images: store("images"),
    os_glance_staging_store: store("staging"),
    os_glance_tasks_store: store("tasks"),
    paste_deploy: { flavor: "keystone", config_file: "/etc/glance/glance-api-paste.ini" },
  });
}
