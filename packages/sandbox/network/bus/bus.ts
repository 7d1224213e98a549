import type { Clock } from "@multisite/kernel/clock";
import type { RpcBus, RpcMessage } from "@multisite/openstack/rpc";
import type { L2popMessage } from "../l2pop/messages.ts";
import type { SandboxNeutron } from "../neutron/neutron.ts";

/** How a bus is just now. */
export interface BusConditions {
  readonly clock: Clock;
  /** Until a message is there. */
  readonly delayMs: () => number;
}

const SERVER = "neutron";

/** The bus of a Neutron without a broker in between: calls go to the server, and everything else is its agents' fan-out. */
export function openBus(neutron: Pick<SandboxNeutron, "call" | "publish" | "listen">, conditions: BusConditions): RpcBus {
  const { clock, delayMs } = conditions;
  const stops = new Set<() => void>();
  return {
    async cast({ exchange }, method, args) {
      await clock.sleep(delayMs());
      // What is cast comes from outside, and has been through JSON.
      if (exchange !== SERVER) neutron.publish({ method, args: structuredClone(args) } as L2popMessage);
      else ignoreFailure(() => neutron.call(method, structuredClone(args)));
    },
    async call(_target, method, args) {
      await clock.sleep(delayMs());
      return structuredClone(neutron.call(method, structuredClone(args)));
    },
    listen(_exchange, heard, onGap) {
      onGap();
      const stop = neutron.listen((message) => heard(structuredClone({ ...message, version: "1.0" }) as RpcMessage));
      stops.add(stop);
      return async () => {
        stops.delete(stop);
        stop();
      };
    },
    async close() {
      for (const stop of stops) stop();
      stops.clear();
    },
  };
}

/** Nobody is told what a server that was cast to could not do. */
function ignoreFailure(work: () => unknown): void {
  try {
    work();
  } catch {
    // It stands in the server's log only.
  }
}
