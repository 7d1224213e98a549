import { conflict } from "../faults.ts";
import { type NeutronState, portsOf } from "../state.ts";

/** @throws NeutronFault when it is another port's on the network */
export function takeMac(state: NeutronState, networkId: string, mac: string): void {
  if (!hasMac(state, networkId, mac)) return;
  const text = `Unable to complete operation for network ${networkId}. The mac address ${mac} is in use.`;
  throw conflict("MacAddressInUse", text);
}

/** Begins as all of this Neutron's do. */
export function freeMac(state: NeutronState, networkId: string): string {
  for (;;) {
    const end = [...state.random.bytes(2)].map((byte) => byte.toString(16).padStart(2, "0"));
    const mac = [...state.baseMac.split(":").slice(0, 4), ...end].join(":");
    if (!hasMac(state, networkId, mac)) return mac;
  }
}

function hasMac(state: NeutronState, networkId: string, mac: string): boolean {
  return portsOf(state, networkId).some(({ mac_address }) => mac_address === mac);
}
