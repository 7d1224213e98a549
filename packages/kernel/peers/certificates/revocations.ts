import type { Log } from "../../log/index.ts";
import type { SignedRevocations } from "../../pki/index.ts";
import type { TlsPeers } from "../tls/index.ts";

/** Where nodes compare their lists of what is revoked. */
const REVOCATIONS_SUBJECT = "pki.revocations";

/** The number that a node has, and the list when the other one's is older. */
interface ListOffer {
  readonly number: number;
  readonly signed?: SignedRevocations;
}

/** Takes a newer list from whoever asks, and gives this node's when it is the newer one. */
export function answerRevocations(links: TlsPeers): void {
  links.answer(REVOCATIONS_SUBJECT, async (body): Promise<ListOffer> => {
    const { number, signed } = (body ?? {}) as Partial<ListOffer>;
    if (signed !== undefined) links.revocations.accept(signed);
    return offer(links, typeof number === "number" ? number : 0);
  });
}

/** Afterwards both have the newer list of the two. */
export async function compareRevocations(links: TlsPeers, node: string): Promise<void> {
  const { revocations } = links;
  const answer = (await links.ask(node, REVOCATIONS_SUBJECT, { number: revocations.number })) as ListOffer;
  if (answer.signed !== undefined) revocations.accept(answer.signed);
  else if (answer.number < revocations.number) await links.ask(node, REVOCATIONS_SUBJECT, offer(links, answer.number));
}

/** Tells these nodes of this node's list at once, one after the other; who cannot be reached compares later. */
export async function tellRevocations(links: TlsPeers, nodes: readonly string[], log: Log): Promise<void> {
  await Promise.all(
    nodes.map((node) =>
      compareRevocations(links, node).catch((thrown: unknown) => {
        log.info({ err: thrown, node }, "a node was not told of revoked certificates; it is told later");
      }),
    ),
  );
}

function offer({ revocations: { number, signed } }: TlsPeers, theirs: number): ListOffer {
  return signed !== undefined && number > theirs ? { number, signed } : { number };
}
