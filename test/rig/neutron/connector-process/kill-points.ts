import { writeSync } from "node:fs";
import type { ConnectorPorts } from "../../../../packages/network/connector/index.ts";

/** What a connector does outside of itself, by the names of its actions; and that it writes down what it keeps. */
export type Step =
  | "report-state"
  | "create-port"
  | "update-port"
  | "rebind"
  | "delete-port"
  | "device-up"
  | "device-down"
  | "delete-agent"
  | "remove-fdb"
  | "save";

/** Where a process is killed; `during` is when what it asks for is under way. */
export type KillPoint = `${"before" | "during" | "after"} ${Step}`;

type Outside = Pick<ConnectorPorts, "client" | "bus" | "store">;

/** Neutron takes longer than that for every write. */
const UNDER_WAY_MS = 60;

const CASTS: Readonly<Record<string, Step>> = {
  report_state: "report-state",
  update_device_up: "device-up",
  update_device_down: "device-down",
  remove_fdb_entries: "remove-fdb",
};

/** The same, but the process is killed with SIGKILL when it comes to the point. */
export function killedAt(point: KillPoint | undefined, { client, bus, store }: Outside): Outside {
  const die = (): never => {
    writeSync(2, `killed ${point}\n`);
    process.kill(process.pid, "SIGKILL");
    throw new Error("It is dead.");
  };
  const isAt = (when: string, step: Step | undefined): boolean => point === `${when} ${step}`;
  async function pass<Result>(step: Step | undefined, act: () => Promise<Result>): Promise<Result> {
    if (isAt("before", step)) die();
    if (isAt("during", step)) setTimeout(die, UNDER_WAY_MS);
    const result = await act();
    if (isAt("after", step)) die();
    return result;
  }
  const { ports, agents } = client;
  return {
    client: {
      ports: {
        ...ports,
        create: (...all) => pass("create-port", () => ports.create(...all)),
        update: (id, change) => pass("binding:host_id" in change ? "rebind" : "update-port", () => ports.update(id, change)),
        delete: (...all) => pass("delete-port", () => ports.delete(...all)),
      },
      agents: { ...agents, delete: (...all) => pass("delete-agent", () => agents.delete(...all)) },
    },
    bus: {
      listen: bus.listen,
      cast: (target, method, args) => pass(CASTS[method], () => bus.cast(target, method, args)),
    },
    store: {
      load: store.load,
      save(state) {
        if (isAt("before", "save")) die();
        store.save(state);
        if (isAt("after", "save")) die();
      },
    },
  };
}
