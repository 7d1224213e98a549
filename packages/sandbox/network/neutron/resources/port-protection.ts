import type { ExtraDhcpOption, PortChange } from "@multisite/openstack/network";
import { pythonValue } from "../attributes/python.ts";
import { conflict, invalidInput, NeutronFault, notFound } from "../faults.ts";
import type { NeutronState, StoredPort } from "../state.ts";
import { ensureDefaultGroup } from "./security-groups.ts";

type Protection = Pick<StoredPort, "security_groups" | "allowed_address_pairs" | "port_security_enabled">;

/** A port's filter, and what goes through it: groups, address pairs, port security. */
export function protect(
  state: NeutronState,
  request: PortChange & { readonly project_id: string; readonly mac_address: string },
  before: StoredPort | undefined,
): Protection {
  const { project_id, mac_address, device_owner = "" } = request;
  const isServices = device_owner.startsWith("network:");
  const isSecure = request.port_security_enabled ?? before?.port_security_enabled ?? !isServices;
  const groups = request.security_groups ?? before?.security_groups;
  const known = groups ?? (isSecure && !isServices ? [ensureDefaultGroup(state, project_id)] : []);
  if (request.security_groups !== undefined) checkGroups(state, request.security_groups, before);
  const pairs = (request.allowed_address_pairs ?? before?.allowed_address_pairs ?? []).map((pair) => ({
    ip_address: pair.ip_address,
    // Neutron writes the port's own MAC into a pair without one.
    mac_address: pair.mac_address ?? mac_address,
  }));
  if (!isSecure && pairs.length > 0) {
    const text = "Port Security must be enabled in order to have allowed address pairs on a port.";
    throw conflict("AddressPairAndPortSecurityRequired", text);
  }
  // A change that takes the security away has to take the groups away too.
  if (!isSecure && known.length > 0) {
    const text = "Port security must be enabled and port must have an IP address in order to use security groups.";
    throw new NeutronFault(400, "PortSecurityAndIPRequiredForSecurityGroups", text);
  }
  return { port_security_enabled: isSecure, security_groups: [...known], allowed_address_pairs: pairs };
}

/** Groups that are there; all of one state. */
function checkGroups(
  { securityGroups }: NeutronState,
  wanted: readonly string[],
  before: Pick<StoredPort, "security_groups"> | undefined,
): void {
  const groups = wanted.map((id) => {
    const group = securityGroups.get(id);
    if (group === undefined && before?.security_groups.includes(id) !== true) throw notFound("SecurityGroup", id);
    return group;
  });
  if (new Set(groups.map((group) => group?.stateful)).size < 2) return;
  const why = "Cannot apply both stateful and stateless security groups on the same port at the same time";
  throw conflict("SecurityGroupConflict", `Error ${why} while attempting the operation.`);
}

export function withOptions(options: readonly ExtraDhcpOption[]): readonly ExtraDhcpOption[] {
  const incomplete = options.find(({ opt_name, opt_value }) => opt_name === undefined || opt_value === undefined);
  if (incomplete !== undefined) throw invalidInput(`No valid key specs matched for: ${pythonValue(incomplete)}`);
  return options.map((option) => ({ ...option, ip_version: option.ip_version ?? 4 }));
}
