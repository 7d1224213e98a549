import { integer, optionalInteger, optionalText, text } from "@multisite/kernel/config";

export const agent = {
  site: text("", "Name of this site, as in the star's document."),
  node: text("", "Name of this host, as in the star's document."),
  state_directory: text("/var/lib/multisite", "Directory of the star's document, certificates, facts, alarms and runs."),
  identity_config: text("identity.yaml", "Configuration of the identity service on this host."),
  listen_host: text("0.0.0.0", "Address on which other nodes are answered, over mutual TLS."),
  listen_port: optionalInteger("Port on which other nodes are answered; the one of the star's document when unset."),
  socket: optionalText("Unix socket for this host's own programs; agent.sock in the state directory when unset."),
  keystone_user: optionalText("Owner of key files, when a stock Keystone of this host reads them (name or number)."),
  keystone_group: optionalText("Group of key files (name or number)."),
} as const;

export const mariadb = {
  maintenance: optionalText("Database URL of the account that watches and repairs replication (engine mariadb)."),
  observe_interval_ms: integer(1000, "How often the replication of this host is looked at.", 100),
} as const;

export const alarms = {
  webhook_url: optionalText("URL that every raised and cleared alarm is posted to, as JSON."),
} as const;
