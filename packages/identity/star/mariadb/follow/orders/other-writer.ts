import type { NodeLook } from "./types.ts";

/** What the members of a star that answer say of writes elsewhere than at one of its nodes. */
export interface Elsewhere {
  /** A sentence that names who takes writes, and who sees it; undefined: nobody who answers sees any. */
  readonly writes: string | undefined;
  /** Members that answer, other than the node. */
  readonly heard: readonly string[];
  /** Members that do not: what they do is not known. */
  readonly silent: readonly string[];
}

/**
 * Whether anybody sees that another node than `node` takes writes. One node's view is not enough: it may be the only one that is cut
 * off, from a cluster that goes on. Pure.
 *
 * @param looks By all other members; undefined for one that does not answer.
 */
export function writesElsewhere(
  node: string,
  own: NodeLook | undefined,
  looks: ReadonlyMap<string, NodeLook | undefined>,
): Elsewhere {
  const answers = [...looks].flatMap(([name, look]) => (look === undefined ? [] : [{ name, look }]));
  const found = [
    ...answers.filter(({ look }) => look.server?.isReadOnly === false).map(({ name }) => `${name} says that it takes writes`),
    ...[...(own === undefined ? [] : [{ name: node, look: own }]), ...answers].flatMap(({ name, look }) =>
      look.masters
        .filter((master) => master.node !== node && master.state === "ready")
        .map((master) => `${name} sees that ${master.node} takes writes`),
    ),
  ];
  return {
    writes: found[0],
    heard: answers.map(({ name }) => name),
    silent: [...looks].flatMap(([name, look]) => (look === undefined ? [name] : [])),
  };
}

/** Why a master must not go on alone; undefined: nothing that is known stands against it. Pure. */
export function whyNotAlone(
  node: string,
  { writes, heard }: Elsewhere,
  { siteOf, unheard }: { readonly siteOf: (node: string) => string | undefined; readonly unheard: boolean },
): string | undefined {
  if (writes !== undefined) return `${writes}: ${node} joins it by itself when it reaches it`;
  if (unheard || heard.some((name) => siteOf(name) !== siteOf(node))) return undefined;
  return `${node} hears nobody of another site, and may be the one that is cut off; when the others are known to be dead, add --unheard`;
}
