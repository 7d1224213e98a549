import { test } from "vitest";
import type { KillPoint } from "../neutron/connector-process/kill-points.ts";
import type { ConnectorProcess } from "../neutron/connector-process/start.ts";
import type { Stage } from "./stage.ts";

/**
 * The connector that follows a change is killed with SIGKILL at each of its steps, one life after the other: each begins with what the
 * former one left, and the last one ends it.
 */
export function testKills(stage: () => Stage): void {
  async function killedAt(...points: readonly KillPoint[]): Promise<void> {
    const { south, allIsRight } = stage();
    for (const point of points) await lifeUntil(south.connector, point);
    south.connector.start();
    await allIsRight();
  }

  test("killed at each step by which a port comes, gets pairs, moves, loses its host, and goes", async () => {
    const { north, south, hostOf, migrate, everybodyIsReached } = stage();
    await south.connector.kill();
    let machine = await north.boot(1);
    await killedAt(...around("report-state"), ...around("create-port"), ...around("device-up"));

    await south.connector.kill();
    await north.client.ports.update(machine.port.id, { allowed_address_pairs: [{ ip_address: "10.77.0.250" }] });
    await killedAt(...around("update-port"));

    await south.connector.kill();
    machine = await migrate(north, machine, hostOf(north));
    await killedAt(...around("rebind"), ...around("delete-agent"));

    await south.connector.kill();
    await machine.unplug();
    await north.client.ports.update(machine.port.id, { "binding:host_id": "" });
    await killedAt(...around("device-down"));

    await south.connector.kill();
    await north.client.ports.delete(machine.port.id);
    await killedAt(...around("delete-port"));
    await everybodyIsReached();
  });

  test("killed while Neutron makes or deletes the remote port, and around writing down what it keeps", async () => {
    const { north, south, everybodyIsReached } = stage();
    await south.connector.kill();
    const machine = await north.boot(1);
    await killedAt(...around("save"), "during create-port");
    await south.connector.kill();
    await north.destroy(machine);
    await killedAt("during delete-port");
    await everybodyIsReached();
  });

  test("killed around taking out what a deleted agent has left in the hosts", async () => {
    const { north, south, deleteAgents, deleteRemotePorts, everybodyIsReached } = stage();
    const going = await north.boot(1);
    await stage().allIsRight();
    await south.connector.kill();
    await deleteAgents(south);
    await deleteRemotePorts(south);
    await north.destroy(going);
    await killedAt(...around("remove-fdb"));
    await everybodyIsReached();
  });

  test("the connector of the site that changes is killed before and after others hear of it", async () => {
    const { north, allIsRight } = stage();
    await north.connector.kill();
    const coming = await north.boot(1);
    north.connector.start();
    await allIsRight();
    await north.destroy(coming);
    await north.connector.kill();
    north.connector.start();
    await allIsRight();
  });
}

const around = <Step extends string>(step: Step) => [`before ${step}`, `after ${step}`] as const;

async function lifeUntil(connector: ConnectorProcess, point: KillPoint): Promise<void> {
  connector.start(point);
  await connector.untilKilled();
}
