import type { Port } from "@multisite/openstack/network";
import { describe, expect, test } from "vitest";
import { SHADOW_OWNER } from "../shadows/index.ts";
import {
  createTables,
  EMPTY_INVENTORY,
  interrupted,
  type LocalNetwork,
  listed,
  remembered,
  suspected,
  type Tables,
  told,
  unsure,
} from "./index.ts";

const NETWORK: LocalNetwork = { id: "n", name: "plane", subnetId: "s", projectId: "hss", securityGroups: [] };
const vtepOf = (host: string) => new Map([1, 2].map((index) => [`compute-${index}`, `192.0.2.${index}`])).get(host);

const port = (change: Partial<Port> = {}): Port => ({
  id: "p",
  name: "vm",
  project_id: "hss",
  network_id: "n",
  mac_address: "fa:16:3e:00:00:01",
  fixed_ips: [{ subnet_id: "s", ip_address: "10.50.0.1" }],
  admin_state_up: true,
  status: "ACTIVE",
  device_id: "d",
  device_owner: "compute:nova",
  security_groups: [],
  allowed_address_pairs: [],
  "binding:host_id": "compute-1",
  "binding:vif_type": "ovs",
  ...change,
});
const list = (ports: readonly Port[], before = EMPTY_INVENTORY, networks = [NETWORK]) => listed(before, ports, vtepOf, networks);

describe("the own ports", () => {
  test("are those of stretched networks, with the endpoint of their host", () => {
    const { isWhole, ports } = list([port(), port({ id: "x", network_id: "other" })]);
    expect(isWhole).toBe(true);
    expect([...ports.values()]).toMatchObject([{ id: "p", network: "plane", vtep: "192.0.2.1", isUp: true }]);
  });

  test("are never our own remote ports: sites would mirror each other's mirrors", () => {
    expect(list([port({ device_owner: SHADOW_OWNER })]).ports.size).toBe(0);
  });

  test("are reached at the L2 gateway where one stands in for the hosts", () => {
    const [only] = list([port()], EMPTY_INVENTORY, [{ ...NETWORK, l2GatewayAddress: "198.51.100.1" }]).ports.values();
    expect(only?.vtep).toBe("198.51.100.1");
  });

  test("stay up while they move to another host, and are not up before they were once", () => {
    const moving = port({ status: "DOWN", "binding:host_id": "compute-2" });
    expect(list([moving]).ports.get("p")?.isUp).toBe(false);
    expect(list([moving], list([port()])).ports.get("p")).toMatchObject({ isUp: true, vtep: "192.0.2.2" });
    const unbound = port({ status: "DOWN", "binding:vif_type": "unbound", "binding:host_id": "" });
    expect(list([unbound], list([port()])).ports.get("p")).toMatchObject({ isUp: false, vtep: undefined });
  });

  test("are not known after a gap, which is not the same as gone", () => {
    const known = list([port()]);
    expect(interrupted(known)).toEqual({ isWhole: false, ports: known.ports });
  });
});

describe("what the own agents were told", () => {
  const FLOOD = ["00:00:00:00:00:00", "0.0.0.0"];
  const message = (method: string, vtep: string, ...entries: readonly (readonly string[])[]) => ({
    method,
    args: { fdb_entries: { n: { segment_id: 1500, network_type: "vxlan", ports: { [vtep]: entries } } } },
  });
  const ONE = ["fa:16:3e:00:00:01", "10.50.0.1"];
  const show = (tables: Tables) => [...tables.all.values()].map(({ vtep, mac, address }) => `${vtep} ${mac} ${address}`);
  const after = (...messages: readonly Parameters<typeof told>[1][]): Tables => {
    const tables = createTables();
    for (const one of messages) told(tables, one);
    return tables;
  };

  test("is added and taken away; each message comes twice, which changes nothing", () => {
    const add = message("add_fdb_entries", "192.0.2.1", FLOOD, ONE);
    const remove = message("remove_fdb_entries", "192.0.2.1", ONE);
    expect(show(after(add, add))).toEqual(show(after(add)));
    expect(show(after(add))).toHaveLength(2);
    expect(show(after(add, remove))).toEqual([`192.0.2.1 ${FLOOD.join(" ")}`]);
    expect(show(after(add, remove, remove))).toHaveLength(1);
  });

  test("is said by each message: what has come and gone, and where", () => {
    expect(told(createTables(), message("remove_fdb_entries", "192.0.2.1", ONE))).toEqual([
      { how: "removed", networkId: "n", vtep: "192.0.2.1", mac: ONE[0], address: ONE[1] },
    ]);
  });

  test("has a MAC at one endpoint only: hosts have one flow for it", () => {
    const moved = after(message("add_fdb_entries", "192.0.2.1", ONE), message("add_fdb_entries", "192.0.2.2", ONE));
    expect(show(moved)).toEqual([`192.0.2.2 ${ONE.join(" ")}`]);
    // But hosts still answer to ARP for an address that it has not taken along.
    const elsewhere = [ONE[0] as string, "10.50.0.9"];
    const readdressed = after(message("add_fdb_entries", "192.0.2.1", ONE), message("add_fdb_entries", "192.0.2.2", elsewhere));
    expect(show(readdressed)).toEqual([`192.0.2.1 ${ONE.join(" ")}`, `192.0.2.2 ${elsewhere.join(" ")}`]);
  });

  test("keeps the ARP answer of an address that the port had left before it was taken out, unless it is taken out without one", () => {
    const former = message("add_fdb_entries", "192.0.2.1", ONE);
    const removed = (address: string) => message("remove_fdb_entries", "192.0.2.1", [ONE[0] as string, address]);
    expect(show(after(former, removed("10.50.0.9")))).toEqual([`192.0.2.1 ${ONE.join(" ")}`]);
    expect(show(after(former, removed("0.0.0.0")))).toEqual([]);
  });

  test("follows a changed address, and keeps the port's other ones", () => {
    const other = ["fa:16:3e:00:00:01", "10.50.0.2"];
    const chg_ip = { n: { "192.0.2.1": { before: [ONE], after: [["fa:16:3e:00:00:01", "10.50.0.9"]] } } };
    const tables = after(message("add_fdb_entries", "192.0.2.1", other), message("add_fdb_entries", "192.0.2.1", ONE));
    expect(show(tables)).toHaveLength(2);
    told(tables, { method: "update_fdb_entries", args: { fdb_entries: { chg_ip } } });
    expect(show(tables)).toEqual(["192.0.2.1 fa:16:3e:00:00:01 10.50.0.2", "192.0.2.1 fa:16:3e:00:00:01 10.50.0.9"]);
  });

  test("is not sure of a MAC whose address another one loses: hosts answer to ARP by the address alone", () => {
    const NEXT = ["fa:16:3e:00:00:02", "10.50.0.1"];
    const tables = after(message("add_fdb_entries", "192.0.2.1", FLOOD, ONE, NEXT));
    const doubts = told(tables, message("remove_fdb_entries", "192.0.2.1", ONE)).filter(({ how }) => how === "doubted");
    expect(doubts).toEqual([{ how: "doubted", networkId: "n", vtep: "192.0.2.1", mac: NEXT[0], address: NEXT[1] }]);
    expect([...tables.all.values()].map(({ mac, isSure }) => [mac, isSure])).toEqual([
      [FLOOD[0], true],
      [NEXT[0], false],
    ]);
  });

  test("is not sure of who is at an endpoint that hosts flood to no more, and of no other network there", () => {
    const tables = after(message("add_fdb_entries", "192.0.2.1", FLOOD, ONE));
    const elsewhere = { networkId: "other", vtep: "192.0.2.1", mac: ONE[0] as string, address: ONE[1] as string, isSure: true };
    tables.set("elsewhere", elsewhere);
    expect(told(tables, message("remove_fdb_entries", "192.0.2.1", FLOOD)).at(-1)).toMatchObject({ how: "doubted", mac: ONE[0] });
    const sure = [...tables.all.values()].filter(({ isSure }) => isSure);
    expect(sure.map(({ networkId }) => networkId)).toEqual(["other"]);
    // The last port of an endpoint goes together with the flood entry.
    const last = after(message("add_fdb_entries", "192.0.2.1", FLOOD, ONE));
    expect(told(last, message("remove_fdb_entries", "192.0.2.1", FLOOD, ONE)).map(({ how }) => how)).toEqual([
      "removed",
      "removed",
    ]);
  });

  test("holds what an ACTIVE remote port must have brought, though it was not heard", () => {
    const shadow = { ...port(), "binding:host_id": "multisite-vtep-192.0.2.9" };
    const tables = createTables();
    suspected(tables, [{ ...shadow, status: "DOWN" }, port()]);
    expect(show(tables)).toEqual([]);
    suspected(tables, [shadow]);
    expect(show(tables)).toEqual([`192.0.2.9 ${FLOOD.join(" ")}`, `192.0.2.9 ${ONE.join(" ")}`]);
    const heard = after(message("add_fdb_entries", "192.0.2.9", FLOOD, ONE));
    expect(suspected(heard, [shadow])).toEqual([]);
    expect([...heard.all.values()].every(({ isSure }) => isSure)).toBe(true);
  });

  test("is only perhaps there after a gap or a restart, and nothing else changes it", () => {
    const tables = after(message("add_fdb_entries", "192.0.2.1", ONE));
    const isSure = (of: Tables) => [...of.all.values()].map((entry) => entry.isSure);
    expect(isSure(tables)).toEqual([true]);
    expect(isSure(remembered([...tables.all.values()]))).toEqual([false]);
    expect(told(tables, { method: "tunnel_update", args: {} })).toEqual([]);
    expect(isSure(tables)).toEqual([true]);
    unsure(tables);
    expect(isSure(tables)).toEqual([false]);
  });
});
