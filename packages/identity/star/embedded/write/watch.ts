import type { EmbeddedNode } from "../node/node.ts";

/** Notices what other processes of the host write, so that those that follow get it at once. */
export async function watchFile(node: EmbeddedNode): Promise<void> {
  const dataVersion = node.file.database.prepare("PRAGMA data_version");
  let last: unknown;
  while (!node.isStopped()) {
    if (node.known.isReconciled) {
      const { data_version: version } = dataVersion.get() as { data_version: number };
      if (version !== last) node.changed.wake();
      last = version;
    }
    await node.options.clock.sleep(node.settings.watchMs);
  }
}
