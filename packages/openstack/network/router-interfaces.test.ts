import { expect, test } from "vitest";
import { type Reply, startTestServer } from "../testing/index.ts";
import { createNetworkClient } from "./index.ts";

const there: Reply = { status: 200, body: { ports: [{ id: "p", network_id: "n", fixed_ips: [{ subnet_id: "s" }] }] } };
const notThere: Reply = { status: 200, body: { ports: [] } };
const refusal = (status: number, type: string): Reply => ({ status, body: { NeutronError: { type, message: "refused" } } });

test("an interface whose answer was lost is found in the router's ports, not added twice", async () => {
  await using server = await startTestServer(({ method }) => (method === "PUT" ? { status: 504 } : there));
  const { routers } = createNetworkClient(server.service());
  expect(await routers.addInterface("r", { subnet_id: "s" })).toEqual({ id: "r", port_id: "p", network_id: "n", subnet_id: "s" });
  expect(server.asked.map(({ method }) => method)).toEqual(["PUT", "GET"]);
  expect(new URL(server.asked[1]?.path ?? "", server.url).searchParams.get("device_id")).toBe("r");
});

test("an interface that another router has is refused", async () => {
  await using server = await startTestServer(() => refusal(409, "PortInUse"));
  const { routers } = createNetworkClient(server.service());
  await expect(routers.addInterface("r", { port_id: "p" })).rejects.toMatchObject({ type: "PortInUse" });
  expect(server.asked).toHaveLength(1);
});

test("removing says whether it was there; a lost answer is believed only when the port is gone", async () => {
  await using missing = await startTestServer(() => refusal(404, "RouterInterfaceNotFoundForSubnet"));
  expect(await createNetworkClient(missing.service()).routers.removeInterface("r", { subnet_id: "s" })).toBe(false);
  await using gone = await startTestServer(({ method }) => (method === "PUT" ? "cut" : notThere));
  expect(await createNetworkClient(gone.service()).routers.removeInterface("r", { subnet_id: "s" })).toBe(true);
  await using left = await startTestServer(({ method }) => (method === "PUT" ? "cut" : there));
  await expect(createNetworkClient(left.service()).routers.removeInterface("r", { subnet_id: "s" })).rejects.toMatchObject({
    code: "openstack.unanswered",
  });
  await using forbidden = await startTestServer(({ method }) =>
    method === "PUT" ? refusal(403, "PolicyNotAuthorized") : notThere,
  );
  await expect(createNetworkClient(forbidden.service()).routers.removeInterface("r", { subnet_id: "s" })).rejects.toMatchObject({
    status: 403,
  });
});
