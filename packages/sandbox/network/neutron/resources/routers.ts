import type { ExternalGateway } from "@multisite/openstack/network";
import { isUsable } from "../addresses/allocate.ts";
import { pythonValue } from "../attributes/python.ts";
import { routerAttributes } from "../attributes/router.ts";
import { owns } from "../caller.ts";
import { conflict, NeutronFault, notFound } from "../faults.ts";
import { routerGuards } from "../policy/guards.ts";
import { born, type NeutronState, type StoredRouter } from "../state.ts";
import { setGateway } from "./gateways.ts";
import { assignGiven, type Kind, visible } from "./kind.ts";
import { interfacesOf } from "./router-ports.ts";

const isAdminsOnly = (name: string): boolean => name === "distributed" || name === "ha";

export const routers: Kind<StoredRouter> = {
  singular: "router",
  plural: "routers",
  attributes: routerAttributes,
  guards: routerGuards,
  table: (state) => state.routers,
  absent: (id) => notFound("Router", id),
  sees: (_state, caller, router) => owns(caller, router),
  owns: (_state, caller, router) => owns(caller, router),
  show: (_state, router, caller) => visible(router, caller, isAdminsOnly),
  create(state, given) {
    const router: StoredRouter = {
      ...born(state, String(given.project_id)),
      name: String(given.name),
      description: String(given.description),
      admin_state_up: given.admin_state_up === true,
      status: "ACTIVE",
      external_gateway_info: null,
      routes: [],
      distributed: given.distributed === true,
      ha: given.ha === true,
      flavor_id: null,
      availability_zones: [],
      availability_zone_hints: given.availability_zone_hints as string[],
    };
    state.routers.set(router.id, router);
    try {
      setGateway(state, router, given.external_gateway_info as ExternalGateway | null);
    } catch (thrown) {
      state.routers.delete(router.id);
      throw thrown;
    }
    return router;
  },
  update(state, router, change) {
    const routes = change.routes as StoredRouter["routes"] | undefined;
    if (routes !== undefined) checkRoutes(state, router, routes);
    if (change.external_gateway_info !== undefined)
      setGateway(state, router, change.external_gateway_info as ExternalGateway | null);
    assignGiven(router, change, ["name", "description", "admin_state_up", "routes"]);
  },
  remove(state, router) {
    const interfaces = interfacesOf(state, router.id).map(({ id }) => id);
    if (interfaces.length > 0)
      throw conflict("RouterInUse", `Router ${router.id} has ports still attached: ${interfaces.join(", ")}`);
    setGateway(state, router, null);
    state.routers.delete(router.id);
  },
};

function checkRoutes(state: NeutronState, router: StoredRouter, routes: StoredRouter["routes"]): void {
  const ends = [...state.ports.values()].filter(({ device_id }) => device_id === router.id).flatMap(({ fixed_ips }) => fixed_ips);
  const near = ends.flatMap(({ subnet_id }) => state.subnets.get(subnet_id) ?? []);
  const unreachable = routes.find(({ nexthop }) => !near.some((subnet) => isUsable(subnet, nexthop)));
  if (unreachable === undefined) return;
  const text = `Invalid format for routes: ${pythonValue(routes)}, the nexthop is not connected with router`;
  throw new NeutronFault(400, "InvalidRoutes", text);
}
