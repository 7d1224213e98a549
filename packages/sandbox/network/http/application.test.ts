import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import type { TokenValidator } from "@multisite/middleware";
import { createNetworkClient, type NetworkClient } from "@multisite/openstack/network";
import { call, type Service } from "@multisite/openstack/session";
import { beforeEach, describe, expect, test } from "vitest";
import { createNeutronApplication, createSandboxNeutron } from "../index.ts";

const domain = { id: "default", name: "Default" };

/** Tokens are names of projects; the one called `admin` has the role. */
const validator: TokenValidator = {
  async validate(secret) {
    const name = secret.reveal();
    const user = { id: `user-${name}`, name, domain };
    const project = { id: name, name, domain };
    const roles = [{ id: name, name: name === "admin" ? "admin" : "member" }];
    const times = { issued_at: "2026-01-01T00:00:00.000000Z", expires_at: "2036-01-01T00:00:00.000000Z" };
    const token = { methods: ["password"], user, project, roles, audit_ids: [], ...times };
    return { valid: true, token, user, project, roles: roles.map((role) => role.name) };
  },
};

describe("the typed client, over HTTP at the sandbox's Neutron", () => {
  let admin: NetworkClient;
  let tenant: NetworkClient;

  beforeEach(() => {
    const random = createSeededRandom(1);
    const neutron = createSandboxNeutron({ clock: createSimulatedClock(), random, baseMac: "fa:16:3e:40:00:00" });
    const app = createNeutronApplication({ neutron, validator, authenticateUri: "http://identity.test:5000", random });
    const transport: Transport = {
      async send({ method, url, headers = {}, body }) {
        const { pathname, search } = new URL(url);
        const payload = body === undefined ? {} : { payload: body };
        const answer = await app.inject({ method: method as "GET", url: `${pathname}${search}`, headers, ...payload });
        return { status: answer.statusCode, headers: answer.headers as Record<string, string>, text: answer.body };
      },
      close: async () => {},
    };
    const serviceOf = (token: string): Service => ({
      call: (apiCall) => call({ transport, endpoint: "http://neutron.test:9696/v2.0", token: new Secret(token) }, apiCall),
    });
    admin = createNetworkClient(serviceOf("admin"));
    tenant = createNetworkClient(serviceOf("red"));
  });

  async function createInside() {
    const network = await tenant.networks.create({ name: "inside" });
    const subnet = await tenant.subnets.create({ network_id: network.id, ip_version: 4, cidr: "10.0.0.0/24" });
    return { network, subnet };
  }

  test("a tenant's port gets a floating IP by a router, and loses it with the port", async () => {
    const outside = await admin.networks.create({ name: "outside", "router:external": true });
    await admin.subnets.create({ network_id: outside.id, ip_version: 4, cidr: "203.0.113.0/24", enable_dhcp: false });
    const { network, subnet } = await createInside();
    const port = await tenant.ports.create({ network_id: network.id });
    const floatingIp = await tenant.floatingIps.create({ floating_network_id: outside.id });
    const reach = () => tenant.floatingIps.update(floatingIp.id, { port_id: port.id });
    await expect(reach()).rejects.toMatchObject({ status: 404, type: "ExternalGatewayForFloatingIPNotFound" });
    const router = await tenant.routers.create({ external_gateway_info: { network_id: outside.id } });
    await tenant.routers.addInterface(router.id, { subnet_id: subnet.id });
    expect(await reach()).toMatchObject({ router_id: router.id, fixed_ip_address: port.fixed_ips[0]?.ip_address });
    expect(await tenant.ports.delete(port.id)).toBe(true);
    expect(await tenant.floatingIps.get(floatingIp.id)).toMatchObject({ port_id: null, router_id: null });
    expect(await tenant.routers.removeInterface(router.id, { subnet_id: subnet.id })).toBe(true);
    expect(await tenant.routers.removeInterface(router.id, { subnet_id: subnet.id })).toBe(false);
  });

  test("lists come in pages until their end, each resource once", async () => {
    const { network } = await createInside();
    await tenant.ports.createMany(Array.from({ length: 7 }, (_, number) => ({ network_id: network.id, name: `port-${number}` })));
    const names = (await tenant.ports.list({}, { pageSize: 2, fields: ["name"] })).map(({ name }) => name);
    expect(names.sort()).toEqual(Array.from({ length: 7 }, (_, number) => `port-${number}`));
  });

  test("quotas, tags, rules and agents are asked for as of a real Neutron", async () => {
    await admin.quotas.update("red", { network: 1 });
    const { network } = await createInside();
    await expect(tenant.networks.create({ name: "second" })).rejects.toMatchObject({ status: 409, type: "OverQuota" });
    expect((await admin.quotas.details("red")).network).toEqual({ limit: 1, used: 1, reserved: 0 });
    await tenant.networks.tags.add(network.id, "backup");
    expect(await tenant.networks.list({ tags: "backup" }, { fields: ["id"] })).toEqual([{ id: network.id }]);
    const group = await tenant.securityGroups.create({ name: "members" });
    const rule = { security_group_id: group.id, direction: "ingress", remote_group_id: group.id } as const;
    await tenant.securityGroupRules.create(rule);
    await expect(tenant.securityGroupRules.create(rule)).rejects.toMatchObject({ type: "SecurityGroupRuleExists" });
    expect(await tenant.agents.list()).toEqual([]);
    expect(await admin.extensions.get("standard-attr-tag")).toMatchObject({ alias: "standard-attr-tag" });
  });

  test("a change that names a former revision is refused", async () => {
    const { network } = await createInside();
    const { revision_number = 0 } = await tenant.networks.get(network.id);
    await tenant.networks.update(network.id, { name: "renamed" }, { ifRevision: revision_number });
    await expect(tenant.networks.update(network.id, { name: "late" }, { ifRevision: revision_number })).rejects.toMatchObject({
      status: 412,
    });
  });
});
