import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSystemTransport, type Transport } from "../../packages/kernel/transport/index.ts";
import { login } from "../../packages/openstack/identity/index.ts";
import type { NetworkClient, Port, Subnet } from "../../packages/openstack/network/index.ts";
import type { RpcBus } from "../../packages/openstack/rpc/index.ts";
import { call, UnansweredError } from "../../packages/openstack/session/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type Controller, startController } from "../../rig/neutron/controller.ts";
import { describeReal } from "../support/describe-real.ts";
import { openSiteBus, reportShadowAgent } from "./neutron/remote-ports.ts";
import { type LossyProxy, startLossyProxy } from "./neutron-client/lossy-proxy.ts";
import { connectTo, neutronOf } from "./neutron-client/site.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describeReal("the client of Neutron, at a real one", ringTwo, () => {
  let controller: Controller;
  let neutron: NetworkClient;
  let vni = 5000;

  beforeAll(async () => {
    controller = await startController({ site: "north", address: "127.0.0.1", baseMac: "fa:16:02:00:00:00", say: console.log });
    neutron = neutronOf(connectTo(controller));
  });
  afterAll(async () => {
    await controller?.stop();
  });

  /** A network with a subnet of 192.0.2.0/24. */
  async function createNetwork(name: string): Promise<Subnet> {
    const network = await neutron.networks.create({
      name,
      "provider:network_type": "vxlan",
      "provider:segmentation_id": vni++,
    });
    return await neutron.subnets.create({
      network_id: network.id,
      ip_version: 4,
      cidr: "192.0.2.0/24",
      gateway_ip: null,
      enable_dhcp: false,
      allocation_pools: [{ start: "192.0.2.10", end: "192.0.2.99" }],
    });
  }

  const createPorts = (network_id: string, count: number): Promise<readonly Port[]> =>
    neutron.ports.createMany(Array.from({ length: count }, (_, number) => ({ network_id, name: `port-${number}` })));

  test("networks, subnets and ports are made, read, changed and deleted with Neutron's own attributes", async () => {
    const subnet = await createNetwork("plain");
    expect(await neutron.networks.get(subnet.network_id)).toMatchObject({
      "provider:network_type": "vxlan",
      "router:external": false,
      subnets: [subnet.id],
      mtu: 1450,
    });
    const fixed_ips = [{ subnet_id: subnet.id, ip_address: "192.0.2.200" }];
    const pair = { ip_address: "192.0.2.250", mac_address: "00:00:5e:00:01:01" };
    const port = await neutron.ports.create({
      network_id: subnet.network_id,
      mac_address: "fa:16:09:00:00:01",
      fixed_ips,
      allowed_address_pairs: [pair],
      device_owner: "multisite:remote",
    });
    expect(port).toMatchObject({ id: expect.stringMatching(UUID), fixed_ips, allowed_address_pairs: [pair], status: "DOWN" });
    const changed = await neutron.ports.update(
      port.id,
      { allowed_address_pairs: [] },
      { ifRevision: port.revision_number ?? -1 },
    );
    expect(changed.allowed_address_pairs).toEqual([]);
    await expect(
      neutron.ports.update(port.id, { name: "late" }, { ifRevision: port.revision_number ?? -1 }),
    ).rejects.toMatchObject({
      status: 412,
      type: "RevisionNumberConstraintFailed",
    });
    expect(await neutron.ports.get(port.id, { fields: ["id", "name"] })).toEqual({ id: port.id, name: "" });
    expect([await neutron.ports.delete(port.id), await neutron.ports.delete(port.id)]).toEqual([true, false]);
    expect(await neutron.networks.delete(subnet.network_id)).toBe(true);
    await expect(neutron.networks.get(subnet.network_id)).rejects.toMatchObject({ status: 404, type: "NetworkNotFound" });
  });

  test("what is taken or impossible is refused with Neutron's type, and a request ID that its log has", async () => {
    const subnet = await createNetwork("refusing");
    const { network_id, id: subnet_id } = subnet;
    const network = await neutron.networks.get(network_id);
    const segment = {
      "provider:network_type": "vxlan",
      "provider:segmentation_id": network["provider:segmentation_id"] ?? 0,
    } as const;
    const [port] = await createPorts(network_id, 1);
    const ip_address = port?.fixed_ips[0]?.ip_address ?? "";
    const refusals: readonly [() => Promise<unknown>, number, string][] = [
      [() => neutron.networks.create(segment), 409, "TunnelIdInUse"],
      [() => neutron.ports.create({ network_id, mac_address: port?.mac_address ?? "" }), 409, "MacAddressInUse"],
      [() => neutron.ports.create({ network_id, fixed_ips: [{ subnet_id, ip_address }] }), 409, "IpAddressAlreadyAllocated"],
      [
        () => neutron.ports.create({ network_id, fixed_ips: [{ subnet_id, ip_address: "198.51.100.1" }] }),
        400,
        "InvalidIpForSubnet",
      ],
      [() => neutron.networks.delete(network_id), 409, "NetworkInUse"],
      [() => neutron.ports.list({ nonsense: "x" } as never), 400, "HTTPBadRequest"],
    ];
    for (const [refused, status, type] of refusals) {
      const thrown = await refused().catch((failure: unknown) => failure);
      expect(thrown).toMatchObject({ code: "openstack.answer", status, type, requestId: expect.stringMatching(/^req-/) });
      const { requestId, message } = thrown as { requestId: string; message: string };
      expect(message).toContain(requestId);
      expect(controller.logTail(200)).toContain(requestId);
    }
  });

  describe("lists", () => {
    let subnet: Subnet;
    let ports: readonly Port[];
    beforeAll(async () => {
      subnet = await createNetwork("listed");
      ports = await createPorts(subnet.network_id, 7);
    });

    test("are whole over pages, with filters and fields, also with more IDs than a URL holds", async () => {
      const network_id = subnet.network_id;
      const all = await neutron.ports.list({ network_id }, { pageSize: 2, fields: ["id"] });
      expect(all.map(({ id }) => id).sort()).toEqual(ports.map(({ id }) => id).sort());
      expect(Object.keys(all[0] ?? {})).toEqual(["id"]);
      const [first, second] = ports as [Port, Port];
      const byAddress = await neutron.ports.list({ network_id, fixed_ips: `ip_address=${first.fixed_ips[0]?.ip_address}` });
      expect(byAddress.map(({ id }) => id)).toEqual([first.id]);
      expect(await neutron.ports.list({ network_id, name: ["port-0", "port-1"], admin_state_up: true })).toHaveLength(2);
      const strangers = Array.from({ length: 400 }, (_, number) => `${second.id.slice(0, -4)}${String(number).padStart(4, "0")}`);
      const found = await neutron.ports.list({ id: [first.id, ...strangers, second.id] });
      expect(found.map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
    });

    test("are whole when the last port of a page is deleted before the next page is asked for", async () => {
      const real = createSystemTransport();
      const pages: string[] = [];
      const deleting: Transport = {
        ...real,
        async send(request) {
          const answer = await real.send(request);
          if (request.method === "GET" && request.url.includes("/ports?")) {
            const listed = JSON.parse(answer.text).ports as Port[] | undefined;
            pages.push(`${answer.status}`);
            if (pages.length === 1) await neutron.ports.delete(listed?.at(-1)?.id ?? "");
          }
          return answer;
        },
      };
      const client = neutronOf(connectTo(controller, {}, deleting));
      const found = await client.ports.list({ network_id: subnet.network_id }, { pageSize: 3 });
      expect(pages.slice(0, 3)).toEqual(["200", "404", "200"]);
      expect(found).toHaveLength(6);
    });

    test("of what Neutron itself cuts after reading all are never cut: a page after a gone one is empty, as if it were the end", async () => {
      const ids = [subnet.network_id, (await createNetwork("listed too")).network_id];
      const network = connectTo(controller).service("network");
      const path = `/network-ip-availabilities?limit=1&marker=${randomUUID()}`;
      expect(await network.call({ method: "GET", path })).toMatchObject({ network_ip_availabilities: [] });
      const listed = await neutron.ipAvailabilities.list({ network_id: ids }, { pageSize: 1 });
      expect(listed.map(({ network_id }) => network_id).sort()).toEqual(ids.sort());
    });

    test("find by tags", async () => {
      const [, , , first, second] = await neutron.ports.list({ network_id: subnet.network_id });
      const { tags } = neutron.ports;
      expect(await tags.replace(first?.id ?? "", ["remote", "site south"])).toEqual(["remote", "site south"]);
      await tags.add(second?.id ?? "", "remote");
      const found = async (filters: object): Promise<number> =>
        (await neutron.ports.list({ network_id: subnet.network_id, ...filters })).length;
      expect([
        await found({ tags: "remote" }),
        await found({ tags: "remote,site south" }),
        await found({ "not-tags": "remote" }),
      ]).toEqual([2, 1, 4]);
      expect([await tags.remove(first?.id ?? "", "site south"), await tags.remove(first?.id ?? "", "site south")]).toEqual([
        true,
        false,
      ]);
      expect(await tags.list(first?.id ?? "")).toEqual(["remote"]);
    });
  });

  test("routers get interfaces and a gateway once; a floating IP leads to a port", async () => {
    const outside = await neutron.networks.create({
      name: "outside",
      "router:external": true,
      "provider:network_type": "flat",
      "provider:physical_network": "external",
    });
    await neutron.subnets.create({ network_id: outside.id, ip_version: 4, cidr: "203.0.113.0/24", enable_dhcp: false });
    const subnet = await createNetwork("inside");
    await neutron.subnets.update(subnet.id, { gateway_ip: "192.0.2.1" });
    const router = await neutron.routers.create({ name: "edge", external_gateway_info: { network_id: outside.id } });
    const reference = { subnet_id: subnet.id };
    const added = await neutron.routers.addInterface(router.id, reference);
    expect(added).toMatchObject({ id: router.id, subnet_id: subnet.id, network_id: subnet.network_id });
    await expect(neutron.routers.addInterface(router.id, reference)).rejects.toMatchObject({ status: 400 });

    const [port] = await createPorts(subnet.network_id, 1);
    const floating = await neutron.floatingIps.create({ floating_network_id: outside.id, port_id: port?.id ?? "" });
    expect(floating).toMatchObject({ router_id: router.id, fixed_ip_address: port?.fixed_ips[0]?.ip_address });
    await expect(neutron.routers.removeInterface(router.id, reference)).rejects.toMatchObject({
      type: "RouterInterfaceInUseByFloatingIP",
    });
    expect(await neutron.floatingIps.update(floating.id, { port_id: null })).toMatchObject({ port_id: null, router_id: null });
    expect([
      await neutron.routers.removeInterface(router.id, reference),
      await neutron.routers.removeInterface(router.id, reference),
    ]).toEqual([true, false]);
    expect([await neutron.floatingIps.delete(floating.id), await neutron.routers.delete(router.id)]).toEqual([true, true]);
  });

  test("security groups and their rules, which a port has", async () => {
    const group = await neutron.securityGroups.create({ name: "vnf" });
    const rule = {
      security_group_id: group.id,
      direction: "ingress",
      protocol: "tcp",
      port_range_min: 22,
      port_range_max: 22,
    } as const;
    const made = await neutron.securityGroupRules.create({ ...rule, remote_group_id: group.id });
    await expect(neutron.securityGroupRules.create({ ...rule, remote_group_id: group.id })).rejects.toMatchObject({
      type: "SecurityGroupRuleExists",
    });
    const rules = await neutron.securityGroupRules.list({ security_group_id: group.id, direction: "ingress" });
    expect(rules).toMatchObject([{ id: made.id, protocol: "tcp", remote_group_id: group.id, ethertype: "IPv4" }]);
    const { network_id } = await createNetwork("guarded");
    const port = await neutron.ports.create({ network_id, security_groups: [group.id] });
    expect(port.security_groups).toEqual([group.id]);
    await expect(neutron.securityGroups.delete(group.id)).rejects.toMatchObject({ type: "SecurityGroupInUse" });
    expect(await neutron.ports.delete(port.id)).toBe(true);
    expect([await neutron.securityGroupRules.delete(made.id), await neutron.securityGroups.delete(group.id)]).toEqual([
      true,
      true,
    ]);
  });

  test("quotas, extensions and addresses left are told", async () => {
    const { network_id } = await createNetwork("counted");
    await createPorts(network_id, 2);
    const projectId = (await neutron.networks.get(network_id)).project_id;
    const { port } = await neutron.quotas.details(projectId);
    expect(port).toMatchObject({ limit: 500, reserved: 0 });
    await neutron.quotas.update(projectId, { port: port?.used ?? 0 });
    await expect(createPorts(network_id, 1)).rejects.toMatchObject({ status: 409, type: "OverQuota" });
    await neutron.quotas.reset(projectId);
    await neutron.quotas.reset(projectId);
    expect((await neutron.quotas.get(projectId)).port).toBe((await neutron.quotas.defaults(projectId)).port);
    const aliases = (await neutron.extensions.list()).map(({ alias }) => alias);
    expect(aliases).toEqual(
      expect.arrayContaining(["standard-attr-tag", "revision-if-match", "allowed-address-pairs", "quota_details"]),
    );
    expect(await neutron.ipAvailabilities.get(network_id)).toMatchObject({
      used_ips: 2,
      total_ips: 90,
      subnet_ip_availability: [{ cidr: "192.0.2.0/24" }],
    });
  });

  describe("agents", () => {
    let bus: RpcBus;
    beforeAll(() => {
      bus = openSiteBus({ controller });
    });
    afterAll(async () => {
      await bus?.close();
    });

    test("are listed with their tunnel's end; a port that one of them binds keeps its MAC", async () => {
      await reportShadowAgent(bus, "198.51.100.7");
      const [agent, ...others] = await neutron.agents.list({ host: "vtep-198.51.100.7", agent_type: "Open vSwitch agent" });
      expect(others).toEqual([]);
      expect(agent).toMatchObject({ alive: true, configurations: { tunneling_ip: "198.51.100.7", tunnel_types: ["vxlan"] } });
      expect(await neutron.agents.update(agent?.id ?? "", { description: "of site south" })).toMatchObject({
        description: "of site south",
      });
      const { network_id } = await createNetwork("bound");
      const port = await neutron.ports.create({ network_id, "binding:host_id": "vtep-198.51.100.7" });
      expect(port).toMatchObject({ "binding:vif_type": "ovs", status: "DOWN" });
      await expect(neutron.ports.update(port.id, { mac_address: "fa:16:09:00:00:02" })).rejects.toMatchObject({
        status: 409,
        type: "PortBound",
      });
      expect(await neutron.ports.create({ network_id, "binding:host_id": "nowhere" })).toMatchObject({
        "binding:vif_type": "binding_failed",
      });
      await neutron.ports.delete(port.id);
      expect([await neutron.agents.delete(agent?.id ?? ""), await neutron.agents.list({ host: "vtep-198.51.100.7" })]).toEqual([
        true,
        [],
      ]);
    });
  });

  describe("when answers are lost", () => {
    let proxy: LossyProxy;
    let far: NetworkClient;
    let subnet: Subnet;
    beforeAll(async () => {
      proxy = await startLossyProxy(controller.url);
      far = neutronOf(connectTo(controller, { OS_NETWORK_ENDPOINT_OVERRIDE: proxy.url }));
      subnet = await createNetwork("far");
    });
    afterAll(() => proxy?.close());
    const passed = (from: number): string => proxy.passed.slice(from).join(" ");

    test("a port is made once: it is recognized by its MAC, and in doubt without", async () => {
      const request = { network_id: subnet.network_id, mac_address: "fa:16:09:00:00:03" };
      const from = proxy.passed.length;
      proxy.loseNext("POST", 1);
      const port = await far.ports.create(request, { recognize: request });
      expect(passed(from)).toBe("POST GET");
      expect(await neutron.ports.list(request)).toMatchObject([{ id: port.id }]);

      const other = { network_id: subnet.network_id, mac_address: "fa:16:09:00:00:04" };
      proxy.loseNext("POST", 1);
      const thrown = await far.ports.create(other).catch((failure: unknown) => failure);
      expect(thrown).toBeInstanceOf(UnansweredError);
      expect(thrown).toMatchObject({ mayHaveHappened: true });
      expect(await neutron.ports.list(other)).toHaveLength(1);
    });

    test("a read without an answer is found in Neutron's log by the ID under which it was sent", async () => {
      // Logs in first, which may take longer.
      await far.networks.list();
      proxy.loseNext("GET", 1);
      const thrown = await far.networks.list({}, { deadlineMs: 200 }).catch((failure: unknown) => failure);
      expect(thrown).toBeInstanceOf(UnansweredError);
      await expect.poll(() => controller.logTail(50), { timeout: 20_000 }).toContain((thrown as UnansweredError).requestId);
    });

    test("reads, changes and deletions are sent again, and an interface is added once", async () => {
      const [port] = await createPorts(subnet.network_id, 1);
      const id = port?.id ?? "";
      proxy.loseNext("GET", 2);
      expect(await far.ports.get(id)).toMatchObject({ id });
      proxy.loseNext("PUT", 1);
      expect(await far.ports.update(id, { name: "renamed" })).toMatchObject({ name: "renamed" });
      proxy.loseNext("DELETE", 1);
      expect(await far.ports.delete(id)).toBe(true);
      const router = await neutron.routers.create({ name: "far" });
      await neutron.subnets.update(subnet.id, { gateway_ip: "192.0.2.1" });
      const from = proxy.passed.length;
      proxy.loseNext("PUT", 1);
      const added = await far.routers.addInterface(router.id, { subnet_id: subnet.id });
      expect(passed(from)).toBe("PUT GET");
      expect(await neutron.ports.list({ device_id: router.id })).toMatchObject([{ id: added.port_id }]);
      proxy.loseNext("PUT", 1);
      expect(await far.routers.removeInterface(router.id, { subnet_id: subnet.id })).toBe(true);
      expect(await neutron.ports.list({ device_id: router.id })).toEqual([]);
    });
  });

  describe("who asks", () => {
    test("logs in again when the token was revoked before its end", async () => {
      const connection = connectTo(controller);
      const before = await connection.login();
      const identity = { transport: createSystemTransport(), endpoint: `${controller.identity.url}/v3`, token: before.token };
      const headers = { "x-subject-token": before.token.reveal() };
      await call(identity, { method: "DELETE", path: "/auth/tokens", headers });
      expect(await neutronOf(connection).networks.list({}, { fields: ["id"] })).not.toHaveLength(0);
      expect((await connection.login()).token.reveal()).not.toBe(before.token.reveal());
    });

    test("is an application credential, by ID and by name, or a token", async () => {
      const { token, body } = await connectTo(controller).login();
      const identity = { transport: createSystemTransport(), endpoint: `${controller.identity.url}/v3`, token };
      const { application_credential: credential } = await call<{ application_credential: { id: string; secret: string } }>(
        identity,
        {
          method: "POST",
          path: `/users/${body.user.id}/application_credentials`,
          body: { application_credential: { name: "connector" } },
        },
      );
      const secret = { OS_AUTH_TYPE: "v3applicationcredential", OS_APPLICATION_CREDENTIAL_SECRET: credential.secret };
      for (const environment of [
        { ...secret, OS_APPLICATION_CREDENTIAL_ID: credential.id },
        { ...secret, OS_APPLICATION_CREDENTIAL_NAME: "connector" },
        { OS_AUTH_TYPE: "v3token", OS_TOKEN: token.reveal() },
      ]) {
        const connection = connectTo(controller, environment);
        expect(await neutronOf(connection).networks.list({}, { fields: ["id"] })).not.toHaveLength(0);
        expect((await connection.login()).body.user.id).toBe(body.user.id);
      }
      const unscoped = await login(identity, { kind: "token", token });
      expect(unscoped.body.user.id).toBe(body.user.id);
    });

    test("is told when the credentials are wrong, or the region is", async () => {
      const wrong = neutronOf(connectTo(controller, { OS_PASSWORD: "wrong" })).networks.list();
      await expect(wrong).rejects.toMatchObject({ code: "openstack.credentials" });
      await expect(neutronOf(connectTo(controller, { OS_REGION_NAME: "Mars" })).networks.list()).rejects.toMatchObject({
        code: "openstack.endpoint",
        message: expect.stringMatching(/in region Mars; it has: .*public in RegionOne/),
      });
    });
  });
});
