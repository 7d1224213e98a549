import type { Board } from "@multisite/kernel/board";
import type { Clock } from "@multisite/kernel/clock";
import { keyFingerprint, type LiveKeys } from "../../keys/index.ts";

export interface VerifierOptions {
  readonly board: Board;
  readonly keys: { readonly token: LiveKeys; readonly receipt: LiveKeys; readonly credential: LiveKeys };
  readonly clock: Clock;
  readonly processId: number;
}

/** How often the keys are looked at; the directories themselves are looked at by {@link LiveKeys}. */
const LOOK_MS = 2000;

/**
 * Tells the agent which keys this process has loaded, whenever that changes: a site has a key only when all that verify there have
 * it. `stop` takes the report away; one of a process that died stays until its agent finds that there is no such process.
 */
export function reportVerifier({ board, keys, clock, processId }: VerifierOptions): { stop(): void } {
  const name = `verifier/${processId}`;
  const sets = [keys.token, keys.receipt, keys.credential];
  let told = "";

  function look(): void {
    const revisions = sets.map((set) => set.current().revision).join(" ");
    if (revisions === told) return;
    told = revisions;
    const [token = [], receipt = [], credential = []] = sets.map((set) =>
      set.current().keys.map(({ text }) => keyFingerprint(text.reveal())),
    );
    board.set(name, { token, receipt, credential, atMs: clock.nowMs() });
  }

  look();
  const stopLooking = clock.every(LOOK_MS, look);
  return {
    stop() {
      stopLooking();
      board.remove(name);
    },
  };
}
