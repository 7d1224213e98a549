import type { MariadbConnection } from "@multisite/kernel/sql";

/**
 * Makes the star's accounts as the donor has them, with their hashes and rights; others of this server stay as they are. A new server has
 * none of them: they were made at a master long before the copy.
 */
export async function copyAccounts(
  donor: MariadbConnection,
  here: MariadbConnection,
  isOurs: (name: string) => boolean,
): Promise<number> {
  const rows = await donor.all("SELECT User AS user, Host AS host FROM mysql.global_priv");
  const ours = rows.filter(({ user }) => isOurs(String(user)));
  for (const { user, host } of ours) {
    const who = `${quote(String(user))}@${quote(String(host))}`;
    for (const made of await firstColumn(donor, `SHOW CREATE USER ${who}`)) {
      await here.all(made.replace(/^CREATE USER/, "CREATE OR REPLACE USER"));
    }
    for (const grant of await firstColumn(donor, `SHOW GRANTS FOR ${who}`)) await here.all(grant);
  }
  return ours.length;
}

async function firstColumn(connection: MariadbConnection, sql: string): Promise<readonly string[]> {
  return (await connection.all(sql)).map((row) => String(Object.values(row)[0]));
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
