/** What runs are of, which is the command that lists and resumes them. */
export type RunGroup = "star" | "network";

export const EXAMPLES: Readonly<Record<RunGroup, string>> = {
  star: "star.move-replica-1a2b3c4d",
  network: "network.apply-1a2b3c4d",
};

export const SUCH_AS: Readonly<Record<RunGroup, string>> = {
  star: "move-replica, add-replica, remove-replica, promote",
  network: "apply, move-floating-ip, delete, undo",
};

/** Of a run's kind, such as `network.apply`. */
export function groupOf(kind: string): RunGroup {
  return kind.startsWith("network.") ? "network" : "star";
}
