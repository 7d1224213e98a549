import type { Clock } from "../../packages/kernel/clock/index.ts";
import { MultisiteError } from "../../packages/kernel/errors/index.ts";
import { uuidDashed } from "../../packages/kernel/random/index.ts";
import type { FloatingIp, NetworkClient, Port } from "../../packages/openstack/network/index.ts";
import type { Chance } from "./chance.ts";

export const ADDRESS = "203.0.113.50";
const OUTSIDE = "outside";
export const SERVER = "server";

/** A site's Neutron with floating IPs, and a router whose L3 agent follows it some time later. */
export interface Cloud {
  readonly neutron: NetworkClient;
  /** Whether the router answers for the address now, whatever Neutron says. */
  answers(): boolean;
  /** Whether its API answers; the router goes on by itself. */
  isUp: boolean;
}

export function createCloud(clock: Clock, chance: Chance, onChange: () => void): Cloud {
  const floatingIps = new Map<string, FloatingIp>();
  const ports = new Map<string, Port>();
  let inRouter = new Set<string>();

  /** As Neutron's L3 agent: what it has and what is gone it reports; an address that is off is DOWN only then. */
  async function follow(): Promise<void> {
    await clock.sleep(chance.between(50, 1500));
    const wanted = new Set([...floatingIps.values()].flatMap(({ id, port_id }) => (port_id === null ? [] : [id])));
    const gone = [...inRouter].filter((id) => !wanted.has(id));
    inRouter = wanted;
    onChange();
    await clock.sleep(chance.between(1, 100));
    for (const id of wanted) setStatus(id, "ACTIVE");
    for (const id of gone) setStatus(id, "DOWN");
  }
  const setStatus = (id: string, status: FloatingIp["status"]): void => {
    const found = floatingIps.get(id);
    if (found !== undefined) floatingIps.set(id, { ...found, status });
  };
  const ask = async <Answer>(answer: () => Answer): Promise<Answer> => {
    await clock.sleep(chance.between(1, 40));
    if (!cloud.isUp) throw new MultisiteError("openstack.unanswered", "Neutron does not answer.");
    return answer();
  };
  const taken = (): boolean => floatingIps.size > 0 || ports.size > 0;

  const neutron = {
    floatingIps: {
      list: (filters: { readonly floating_ip_address?: string }) =>
        ask(() => (filters.floating_ip_address === undefined ? [] : [...floatingIps.values()])),
      get: (id: string) =>
        ask(() => {
          const found = floatingIps.get(id);
          if (found === undefined) throw new MultisiteError("openstack.refused", `There is no floating IP ${id}.`);
          return found;
        }),
      create: (request: { readonly floating_ip_address: string; readonly port_id: string }) =>
        ask(() => {
          if (taken()) throw new MultisiteError("openstack.refused", "The address is taken.");
          const made = {
            ...request,
            id: uuidDashed(chance.random),
            status: "DOWN",
            router_id: "router",
          } as unknown as FloatingIp;
          floatingIps.set(made.id, made);
          void follow();
          return made;
        }),
      update: (id: string, { port_id }: { readonly port_id: null }) =>
        ask(() => {
          const found = floatingIps.get(id);
          if (found !== undefined) floatingIps.set(id, { ...found, port_id });
          void follow();
          return found;
        }),
      delete: (id: string) =>
        ask(() => {
          void follow();
          return floatingIps.delete(id);
        }),
    },
    ports: {
      list: (filters: { readonly id?: string; readonly fixed_ips?: readonly string[]; readonly device_owner?: unknown }) =>
        ask(() => {
          if (filters.id !== undefined) return [serverPort];
          return filters.device_owner === undefined ? [...ports.values()] : [routerPort];
        }),
      create: (request: object) =>
        ask(() => {
          if (taken()) throw new MultisiteError("openstack.refused", "The address is taken.");
          const made = { ...request, id: uuidDashed(chance.random) } as Port;
          ports.set(made.id, made);
          return made;
        }),
      delete: (id: string) => ask(() => ports.delete(id)),
    },
    networks: { list: () => ask(() => [{ id: OUTSIDE, name: OUTSIDE }]) },
    subnets: {
      list: () =>
        ask(() => [
          {
            id: "outside-subnet",
            network_id: OUTSIDE,
            cidr: "203.0.113.0/24",
            allocation_pools: [{ start: "203.0.113.2", end: "203.0.113.254" }],
          },
        ]),
    },
    routers: { list: () => ask(() => [{ id: "router", name: "router", external_gateway_info: { network_id: OUTSIDE } }]) },
  };
  const cloud: Cloud = { neutron: neutron as unknown as NetworkClient, answers: () => inRouter.size > 0, isUp: true };
  return cloud;
}

const serverPort = { id: SERVER, project_id: "vnf", fixed_ips: [{ ip_address: "10.78.0.7", subnet_id: "tenant" }] };
const routerPort = { device_id: "router", fixed_ips: [{ ip_address: "10.78.0.1", subnet_id: "tenant" }] };
