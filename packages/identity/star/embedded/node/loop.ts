import type { EmbeddedNode } from "./node.ts";

/** Does something again and again until the node stops; a failure is told, and followed by a pause. */
export async function whileRunning(
  node: EmbeddedNode,
  turn: () => Promise<void>,
  onFailure: (thrown: unknown) => void,
): Promise<void> {
  while (!node.isStopped()) {
    try {
      await turn();
    } catch (thrown) {
      // What fails because the node has stopped is no failure.
      if (node.isStopped()) return;
      onFailure(thrown);
      await node.pause(node.settings.retryMs);
    }
  }
}
