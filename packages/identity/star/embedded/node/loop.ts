import type { EmbeddedNode } from "./node.ts";

const LONGEST_PAUSE_MS = 2000;

/** Does something again and again until the node stops; a failure is told, and followed by a pause, longer after each in a row. */
export async function whileRunning(
  node: EmbeddedNode,
  turn: () => Promise<void>,
  onFailure: (thrown: unknown) => void,
): Promise<void> {
  let failures = 0;
  while (!node.isStopped()) {
    try {
      await turn();
      failures = 0;
    } catch (thrown) {
      // What fails because the node has stopped is no failure.
      if (node.isStopped()) return;
      onFailure(thrown);
      await node.pause(Math.min(node.settings.retryMs * 2 ** failures++, LONGEST_PAUSE_MS));
    }
  }
}
