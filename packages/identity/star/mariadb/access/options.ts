import { boolean, text } from "@multisite/kernel/config";

/** The group `mariadb` of an agent's settings; `star render` writes it. */
export const mariadbOptions = {
  socket: text("/run/multisite/mariadb.sock", "Socket of this node's MariaDB."),
  password: text("", "Password of this node at the MariaDB of all others."),
  tls: boolean(true, "Speak mutual TLS to other MariaDBs, with the certificate in `pki/` of the home directory."),
} as const;
