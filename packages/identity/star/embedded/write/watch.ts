import type { StatementSync } from "node:sqlite";
import { whileRunning } from "../node/loop.ts";
import type { EmbeddedNode } from "../node/node.ts";

/** Notices what other processes of the host write, so that those that follow get it at once. */
export async function watchFile(node: EmbeddedNode): Promise<void> {
  let dataVersion: StatementSync | undefined;
  let last: unknown;
  const look = async (): Promise<void> => {
    if (node.known.isReconciled) {
      dataVersion ??= node.file.database.prepare("PRAGMA data_version");
      const { data_version: version } = dataVersion.get() as { data_version: number };
      if (version !== last) node.changed.wake();
      last = version;
    }
    await node.pause(node.settings.watchMs);
  };
  await whileRunning(node, look, (thrown) => node.options.log.warn({ err: thrown }, "looking at the database failed"));
}
