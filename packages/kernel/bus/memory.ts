import type { BusMessage, ConnectBus } from "./types.ts";

/** A bus in memory, that can be down and come back. */
export interface MemoryBus {
  readonly connect: ConnectBus;
  readonly messages: readonly BusMessage[];
  /** Connections fail and publishing fails until {@link MemoryBus.restore}. */
  cut(): void;
  restore(): void;
}

export function createMemoryBus(): MemoryBus {
  const messages: BusMessage[] = [];
  let isDown = false;
  const requireUp = (): void => {
    if (isDown) throw new Error("connect ECONNREFUSED");
  };
  return {
    messages,
    async connect() {
      requireUp();
      return {
        async publish(message) {
          requireUp();
          messages.push(message);
        },
        async close() {},
      };
    },
    cut() {
      isDown = true;
    },
    restore() {
      isDown = false;
    },
  };
}
