import { isIP } from "node:net";
import { networkError } from "../errors.ts";
import type { OwnPort } from "../inventory/index.ts";
import type { MirrorAnswer } from "./types.ts";

const MAC = /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/i;
const LONGEST = 255;

/**
 * What another site has said; undefined when it has nothing new. One port that is none would keep all sites' ports from being made.
 *
 * @throws MultisiteError `network.mirror.malformed`; nothing is believed of it
 */
export function readAnswer(site: string, said: unknown): MirrorAnswer | undefined {
  if (!isRecord(said)) throw malformed(site, "it is no object");
  if (Object.keys(said).length === 0) return undefined;
  const { epoch, version, networks, ports, changes } = said;
  if (typeof said.site !== "string" || !Number.isSafeInteger(epoch) || !Number.isSafeInteger(version))
    throw malformed(site, "it does not say whose it is, or of when");
  if (networks !== undefined && !(Array.isArray(networks) && networks.every(isName)))
    throw malformed(site, "its networks are no list of names");
  if (ports !== undefined && !Array.isArray(ports)) throw malformed(site, "its ports are no list");
  if (changes !== undefined && !Array.isArray(changes)) throw malformed(site, "its changes are no list");
  for (const port of ports ?? []) readPort(site, port);
  for (const change of changes ?? []) {
    if (!isRecord(change) || !isName(change.id)) throw malformed(site, "a change is of nothing");
    if (change.port !== undefined && readPort(site, change.port) !== change.id)
      throw malformed(site, "a change is of another port");
  }
  return said as unknown as MirrorAnswer;
}

function readPort(site: string, port: unknown): string {
  if (!isRecord(port) || !isName(port.id)) throw malformed(site, "a port has no ID");
  const is: Readonly<Record<keyof OwnPort, boolean>> = {
    id: !port.id.includes("/"),
    network: isName(port.network),
    name: typeof port.name === "string" && port.name.length <= LONGEST,
    mac: isMac(port.mac),
    addresses: Array.isArray(port.addresses) && port.addresses.every(isAddress),
    vtep: port.vtep === undefined || isName(port.vtep),
    isUp: typeof port.isUp === "boolean",
    pairs: Array.isArray(port.pairs) && port.pairs.every(isPair),
  };
  const wrong = Object.entries(is).filter(([, isRight]) => !isRight);
  if (wrong.length > 0)
    throw malformed(site, `${wrong.map(([field]) => field).join(" and ")} of its port ${port.id.slice(0, 40)}`);
  return port.id;
}

const malformed = (site: string, why: string) =>
  networkError("mirror.malformed", `An answer of ${site} is refused, as it cannot be: ${why}.`);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST;
}

/** Of one card: neither a group's, nor the one that floods. */
function isMac(value: unknown): boolean {
  return typeof value === "string" && MAC.test(value) && value !== "00:00:00:00:00:00";
}

function isAddress(value: unknown): boolean {
  return typeof value === "string" && isIP(value) !== 0;
}

/** Its address may be a whole network. */
function isPair(value: unknown): boolean {
  if (!isRecord(value) || typeof value.ip_address !== "string") return false;
  const [address = "", prefix, ...more] = value.ip_address.split("/");
  const isPrefix = prefix === undefined || /^\d{1,3}$/.test(prefix);
  return isIP(address) !== 0 && isPrefix && more.length === 0 && (value.mac_address === undefined || isMac(value.mac_address));
}
