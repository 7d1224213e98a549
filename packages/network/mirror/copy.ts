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
  const { epoch, version, ports, changes = [] } = answer;
  const refuse = (why: string) => networkError("mirror.replayed", `An answer of ${site} is refused: ${why}.`);
  if (answer.site !== site) throw refuse(`it speaks for ${answer.site}`);
  if (copy !== undefined && (epoch < copy.epoch || (epoch === copy.epoch && version < copy.version)))
    throw refuse(`it is older than what is known (epoch ${epoch}, version ${version})`);
  if (ports !== undefined) {
    const whole = byId(ports);
    return { copy: { epoch, version, ports: whole }, changed: [...new Set([...(copy?.ports.keys() ?? []), ...whole.keys()])] };
  }
  if (copy === undefined || epoch !== copy.epoch) throw refuse("it says what has changed since nothing");
  const next = copy.ports as Map<string, OwnPort>;
  for (const { id, port } of changes) {
    if (port === undefined) next.delete(id);
    else next.set(id, port);
  }
  return { copy: { epoch, version, ports: next }, changed: changes.map(({ id }) => id) };
}

function byId(ports: readonly OwnPort[]): ReadonlyMap<string, OwnPort> {
  return new Map(ports.map((port) => [port.id, port]));
}
