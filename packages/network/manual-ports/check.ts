import type { AddressPair } from "@multisite/openstack/network";
import { includes, isTunnelAddress, parseAddress, parseCidr, usable } from "../addresses/index.ts";
import type { StretchedNetwork } from "../document/index.ts";
import type { PortFacts, SiteAnswer } from "../trace/index.ts";
import { isManual } from "./names.ts";
import type { ManualPort } from "./types.ts";

/** A manual port as it shall be, and what all sites said of what it names. */
export interface ManualPortQuestion {
  readonly port: ManualPort;
  /** Where it is to be realized. */
  readonly sites: readonly string[];
  readonly answers: ReadonlyMap<string, SiteAnswer>;
}

/** All that stands against it, in sentences; nothing: it can be made. */
export function manualPortProblems(question: ManualPortQuestion): readonly string[] {
  const { port, sites, answers } = question;
  const answered = [...answers.values()].flatMap((said) => ("answer" in said ? said.answer : []));
  const document = answered.flatMap(({ networks }) => networks).find(({ name }) => name === port.network)?.document;
  if (!document) return [...forms(port), `No site that answers has a network ${port.network}.`];
  const named = document.sites.map(({ name }) => name);
  const asked = [...new Set([...named, ...sites])].flatMap((site) => {
    const said = answers.get(site);
    return said !== undefined && "problem" in said
      ? [`${site} does not answer, and may have the MAC or address: ${said.problem}`]
      : [];
  });
  return [
    ...forms(port),
    ...(document.type === "overlay" ? [] : [`${document.name} is of type ${document.type}: only an overlay has remote ports.`]),
    ...asked,
    ...sites.flatMap((site) => targetProblems(port, site, named, answers.get(site))),
    ...addressProblems(port, document),
    ...answered.flatMap((facts) => duplicates(port, facts)),
  ];
}

/** Longer ones Neutron does not take, and connectors do not believe. */
const LONGEST_NAME = 255;

function forms({ name, mac, addresses, vtep, pairs }: ManualPort): readonly string[] {
  return [
    ...(name.length > LONGEST_NAME ? [`Its name is longer than ${LONGEST_NAME} characters.`] : []),
    ...(isMac(mac) ? [] : [`${mac} is no MAC of one card: write it as 52:54:00:12:34:56.`]),
    ...(addresses.length === 0 ? ["It needs an address: hosts are told of no port without one."] : []),
    ...addresses.filter((one) => parseAddress(one) === undefined).map((one) => `${one} is no IPv4 address.`),
    ...(isTunnelAddress(vtep) ? [] : [`Nobody can send to ${vtep}: give the IPv4 address of a host or an L2 gateway.`]),
    ...pairs
      .filter((pair) => !isPair(pair))
      .map(({ ip_address }) => `${ip_address} is no IPv4 address or CIDR for an address pair.`),
  ];
}

/** The lowest bit of its first byte marks a group's. */
function isMac(mac: string): boolean {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) || mac === "00:00:00:00:00:00") return false;
  return Number.parseInt(mac.slice(0, 2), 16) % 2 === 0;
}

function isPair({ ip_address, mac_address }: AddressPair): boolean {
  const isAddress = parseAddress(ip_address) !== undefined || (ip_address.includes("/") && parseCidr(ip_address) !== undefined);
  return isAddress && (mac_address === undefined || isMac(mac_address));
}

function targetProblems(
  port: ManualPort,
  site: string,
  named: readonly string[],
  said: SiteAnswer | undefined,
): readonly string[] {
  if (!named.includes(site)) return [`${site} is no site of ${port.network}: name one of ${named.join(", ")}.`];
  if (said === undefined) return [`No agent of ${site} has that site's cloud.`];
  if ("problem" in said) return [];
  const network = said.answer.networks.find(({ name }) => name === port.network);
  return [
    ...(network?.phase === "in-force"
      ? []
      : [`${port.network} is not in force in ${site} (${network?.phase ?? "it has none"}).`]),
    ...(said.answer.vteps.includes(port.vtep)
      ? [`${port.vtep} is a host of ${site} itself: frames for a remote port must leave the site.`]
      : []),
  ];
}

function addressProblems({ addresses }: ManualPort, document: StretchedNetwork): readonly string[] {
  const cidr = document.cidr === undefined ? undefined : parseCidr(document.cidr);
  return addresses.flatMap((text) => {
    const address = parseAddress(text);
    if (address === undefined) return [];
    if (cidr !== undefined && !includes(usable(cidr), address)) return [`${text} is no address for a port in ${document.cidr}.`];
    const owner = document.sites.find(({ pool }) => {
      const [first, last] = [parseAddress(pool.first), parseAddress(pool.last)];
      return first !== undefined && last !== undefined && includes({ first, last }, address);
    });
    if (owner !== undefined) {
      const { first, last } = owner.pool;
      return [
        `${text} is in the pool of ${owner.name} (${first} to ${last}), which gives it to its machines: take one outside of all pools.`,
      ];
    }
    const vip = document.vips.find((one) => one.address === text);
    if (vip !== undefined) return [`${text} is reserved for the VIP ${vip.name}.`];
    return document.gateway?.address === text ? [`${text} is the gateway of the network.`] : [];
  });
}

/** Any site's ports, and remote ports for what is nowhere else. */
function duplicates(port: ManualPort, { site, ports, remotePorts }: PortFacts): readonly string[] {
  const own = ports
    .filter(({ network }) => network === port.network)
    .map((one) => ({ ...one, what: `port ${one.id} of ${site}` }));
  const manual = remotePorts
    .filter(({ of }) => isManual(of) && of.network === port.network && of.portId !== port.id)
    .map((one) => ({ ...one, what: `manual port ${one.of.portId} in ${site}` }));
  return [...own, ...manual].flatMap(({ mac, addresses, what }) => [
    ...(mac === port.mac ? [`${mac} is the MAC of ${what}.`] : []),
    ...addresses.filter((one) => port.addresses.includes(one)).map((one) => `${one} is an address of ${what}.`),
  ]);
}
