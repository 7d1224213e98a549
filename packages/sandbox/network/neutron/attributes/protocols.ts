import { NeutronFault } from "../faults.ts";
import { pythonText } from "./python.ts";

/** Names of protocols that rules can have, with their numbers (neutron_lib/constants.py, IP_PROTOCOL_MAP). */
const PROTOCOLS: Readonly<Record<string, number>> = {
  ah: 51,
  dccp: 33,
  egp: 8,
  esp: 50,
  gre: 47,
  hopopt: 0,
  icmp: 1,
  igmp: 2,
  ip: 0,
  ipip: 4,
  "ipv6-encap": 41,
  "ipv6-frag": 44,
  "ipv6-icmp": 58,
  icmpv6: 58,
  "ipv6-nonxt": 59,
  "ipv6-opts": 60,
  "ipv6-route": 43,
  ospf: 89,
  pgm: 113,
  rsvp: 46,
  sctp: 132,
  tcp: 6,
  udp: 17,
  udplite: 136,
  vrrp: 112,
};

/** Those that have ports. */
const WITH_PORTS: readonly number[] = [6, 17, 33, 132, 136];
const ICMP: readonly number[] = [1, 58];

export function protocolNumber(protocol: string | null): number | undefined {
  return protocol === null ? undefined : (PROTOCOLS[protocol] ?? Number(protocol));
}

export const hasPorts = (protocol: string): boolean => WITH_PORTS.includes(protocolNumber(protocol) ?? -1);
export const isIcmp = (protocol: string): boolean => ICMP.includes(protocolNumber(protocol) ?? -1);

/** A name, or a number as text. */
export function toProtocol(value: unknown): string | null {
  if (value === null) return null;
  const text = pythonText(value);
  if (/^\d+$/.test(text) && Number(text) <= 255) return text;
  if (text.toLowerCase() in PROTOCOLS) return text.toLowerCase();
  const names = [null, ...Object.keys(PROTOCOLS)].map((name) => (name === null ? "None" : `'${name}'`)).join(", ");
  const supported = `Only protocol values [${names}] and integer representations [0 to 255] are supported.`;
  const message = `Security group rule protocol ${text} not supported. ${supported}`;
  throw new NeutronFault(400, "SecurityGroupRuleInvalidProtocol", message);
}
