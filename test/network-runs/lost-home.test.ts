import { expect, test } from "vitest";
import { applyNetworkRun, parseNetwork, prepareApply } from "../../packages/network/index.ts";
import { createClouds, NAMES } from "./clouds.ts";

const document = parseNetwork(
  JSON.stringify({
    apiVersion: "multisite/v1",
    kind: "StretchedNetwork",
    metadata: { name: "backup" },
    spec: {
      generation: 1,
      project: "hss",
      cidr: "10.50.0.0/16",
      sites: NAMES.map((name, index) => ({
        name,
        pool: { first: `10.50.${index + 1}.10`, last: `10.50.${index + 1}.250` },
      })),
    },
  }),
  "backup.yaml",
);

test("a site whose home is lost cuts nobody off: its ports are reached on, and are followed again when the document is applied", async () => {
  const clouds = createClouds(1);
  const later = (ms: number) => clouds.until(clouds.clock.sleep(ms));
  const apply = async () => {
    const input = await clouds.until(prepareApply(clouds.hands(), document));
    expect(await clouds.start(applyNetworkRun, input)).toMatchObject({ state: "done" });
  };
  await apply();
  const { state, request, hosts } = clouds.neutron("north");
  const network = [...state.networks.values()].find(({ name }) => name === "backup");
  const boot = (): string => {
    const body = { port: { network_id: network?.id ?? "", "binding:host_id": "compute-1" } };
    const { port } = request({ method: "POST", path: "/ports", body }).body as { readonly port: { readonly id: string } };
    hosts.get("compute-1")?.plug(port.id);
    return port.id;
  };
  const remoteInEast = () =>
    [...clouds.neutron("east").state.ports.values()].flatMap(({ device_owner, device_id }) =>
      device_owner === "multisite:remote-port" ? [device_id] : [],
    );
  const [stays, goes] = [boot(), boot()];
  await later(30_000);
  expect(remoteInEast().toSorted()).toEqual([`north/${stays}`, `north/${goes}`].toSorted());

  clouds.loseHome("north");
  request({ method: "DELETE", path: `/ports/${goes}` });
  await later(200_000);
  expect(remoteInEast().toSorted()).toEqual([`north/${stays}`, `north/${goes}`].toSorted());

  await apply();
  const comes = boot();
  await later(100_000);
  expect(remoteInEast().toSorted()).toEqual([`north/${stays}`, `north/${comes}`].toSorted());
});
