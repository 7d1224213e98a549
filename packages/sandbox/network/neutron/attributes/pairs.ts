import { parseCidr } from "../addresses/cidr.ts";
import { badRequest, NeutronFault } from "../faults.ts";
import { dictionary, isDictionary, mac } from "./checks.ts";
import { pythonText } from "./python.ts";
import type { Check } from "./types.ts";

/**
 * Address pairs; most of what is wrong with them is said without naming the attribute
 * (neutron_lib/api/definitions/allowedaddresspairs.py).
 *
 * @throws NeutronFault
 */
export const addressPairs: Check = (value) => {
  if (!Array.isArray(value)) throw badRequest("Allowed address pairs must be a list.");
  const seen = new Set<string>();
  for (const pair of value) {
    if (!isDictionary(pair)) return dictionary(pair);
    const { ip_address, mac_address } = pair;
    if (ip_address === undefined)
      throw new NeutronFault(400, "AllowedAddressPairsMissingIP", "AllowedAddressPair must contain ip_address");
    const reason = mac_address === undefined ? undefined : mac(mac_address);
    if (reason !== undefined) throw badRequest(reason);
    const text = `mac_address ${pythonText(mac_address)} ip_address ${pythonText(ip_address)}`;
    if (seen.has(text)) {
      const message = `Request contains duplicate address pair: ${text}.`;
      throw new NeutronFault(400, "DuplicateAddressPairInRequest", message);
    }
    seen.add(text);
    const unknown = Object.keys(pair).filter((key) => key !== "ip_address" && key !== "mac_address");
    if (unknown.length > 0) throw badRequest(`Unrecognized attribute(s) '${unknown.join(", ")}'`);
    if (parseCidr(pythonText(ip_address)) === undefined)
      throw badRequest(`'${pythonText(ip_address)}' is not a valid IP address`);
  }
  return undefined;
};
