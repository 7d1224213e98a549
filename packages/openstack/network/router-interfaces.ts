import { type CallOptions, isInDoubt, isOpenStackError, type Service } from "../session/index.ts";
import type { Readable } from "./collection.ts";
import type { Port } from "./ports.ts";
import { doRecognizably } from "./recognize.ts";
import type { RouterInterface, RouterInterfaceReference, RouterInterfaces } from "./routers.ts";

/** Whose port an interface is (neutron_lib/constants.py, ROUTER_INTERFACE_OWNERS). */
const INTERFACE_OWNERS = [
  "network:router_interface",
  "network:router_interface_distributed",
  "network:ha_router_replicated_interface",
];

export function createRouterInterfaces(service: Service, ports: Readable<Port>): RouterInterfaces {
  async function find(routerId: string, reference: RouterInterfaceReference, options: CallOptions): Promise<RouterInterface[]> {
    const where = "port_id" in reference ? { id: reference.port_id } : { fixed_ips: `subnet_id=${reference.subnet_id}` };
    const found = await ports.list({ ...where, device_id: routerId, device_owner: INTERFACE_OWNERS }, options);
    return found.map(({ id, network_id, fixed_ips }) => ({
      id: routerId,
      port_id: id,
      network_id,
      subnet_id: "subnet_id" in reference ? reference.subnet_id : (fixed_ips[0]?.subnet_id ?? ""),
    }));
  }

  /** PUTs that are refused the second time. */
  const put = (
    routerId: string,
    action: "add_router_interface" | "remove_router_interface",
    body: RouterInterfaceReference,
    options: CallOptions,
  ): Promise<RouterInterface> =>
    service.call(
      { method: "PUT", path: `/routers/${encodeURIComponent(routerId)}/${action}`, body, isRepeatable: false },
      options,
    );

  return {
    addInterface: (routerId, reference, options = {}) =>
      doRecognizably(
        () => put(routerId, "add_router_interface", reference, options),
        () => find(routerId, reference, options),
        // "Router already has a port on subnet"; a port that a router has is 409 PortInUse.
        (thrown) => isOpenStackError(thrown, 400) || isOpenStackError(thrown, 409),
      ),
    async removeInterface(routerId, reference, options = {}) {
      try {
        await put(routerId, "remove_router_interface", reference, options);
        return true;
      } catch (thrown) {
        if (isOpenStackError(thrown, 404) && thrown.type?.startsWith("RouterInterfaceNotFound")) return false;
        if (!isInDoubt(thrown) || (await find(routerId, reference, options)).length > 0) throw thrown;
        return true;
      }
    },
  };
}
