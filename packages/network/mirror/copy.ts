import { networkError } from "../errors.ts";
import type { OwnPort } from "../inventory/index.ts";
import type { MirrorAnswer, SiteCopy } from "./types.ts";

/** What is known of a site after an answer, and which of its ports are not as they were. */
export interface Taken {
  readonly copy: SiteCopy;
  readonly changed: readonly string[];
}

/**
 * Takes an answer into what is known of a site: into the ports of the former copy, as they are many and changes are few.
 *
 * @throws MultisiteError `network.mirror.replayed` when it is older than what is known, or another site's; nothing is believed of it
 */
export function take(site: string, copy: SiteCopy | undefined, answer: MirrorAnswer): Taken {
  const { epoch, version, ports, changes = [], networks } = answer;
  const refuse = (why: string) => networkError("mirror.replayed", `An answer of ${site} is refused: ${why}.`);
  if (answer.site !== site) throw refuse(`it speaks for ${answer.site}`);
  if (copy !== undefined && (epoch < copy.epoch || (epoch === copy.epoch && version < copy.version)))
    throw refuse(`it is older than what is known (epoch ${epoch}, version ${version})`);
  const isUnspoken = (port: OwnPort | undefined): boolean =>
    port !== undefined && networks !== undefined && !networks.includes(port.network);
  const now = { epoch, version, ...(networks === undefined ? {} : { networks }) };
  if (ports !== undefined) {
    const before = [...(copy?.ports.values() ?? [])];
    const whole = byId([...before.filter(isUnspoken), ...ports]);
    return { copy: { ...now, ports: whole }, changed: [...new Set([...before.map(({ id }) => id), ...whole.keys()])] };
  }
  if (copy === undefined || epoch !== copy.epoch) throw refuse("it says what has changed since nothing");
  const next = copy.ports as Map<string, OwnPort>;
  for (const { id, port } of changes) {
    if (port !== undefined) next.set(id, port);
    else if (!isUnspoken(next.get(id))) next.delete(id);
  }
  return { copy: { ...now, ports: next }, changed: changes.map(({ id }) => id) };
}

function byId(ports: readonly OwnPort[]): ReadonlyMap<string, OwnPort> {
  return new Map(ports.map((port) => [port.id, port]));
}
