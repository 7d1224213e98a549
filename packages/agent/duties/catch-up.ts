import type { AgentPorts } from "../agent/types.ts";

/** Lets the identity service read from its own data again once that has caught up. */
export async function noteCaughtUp({ board, replication }: Pick<AgentPorts, "board" | "replication">): Promise<void> {
  const behind = board.get("behind") as { readonly position: string } | undefined;
  if (behind === undefined || !(await replication.hasReached(behind.position))) return;
  // A later write may have put a later position there meanwhile.
  const now = board.get("behind") as { readonly position: string } | undefined;
  if (now?.position === behind.position) board.remove("behind");
}
