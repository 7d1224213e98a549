import type { Exchange } from "./exchange.ts";
import { applyFilters, type CollectionOptions, withSelfLink } from "./listing.ts";
import type { Reply } from "./route.ts";

/** Shorter answers are sent in one piece, with their length. */
const WHOLE_ANSWER_CHARACTERS = 64 * 1024;

/**
 * {@link collectionReply} for collections of any size: pages are read, filtered, written and forgotten one after the other, so
 * that memory does not grow with the collection. A page sees what is committed when it is read.
 */
export function streamedCollectionReply<Item extends { readonly id: string }>(
  exchange: Exchange,
  pages: AsyncIterable<readonly Item[]>,
  options: CollectionOptions,
): Promise<Reply> {
  return replyInPieces(writeCollection(exchange, pages, options));
}

/** JSON that is written piece by piece: sent whole while it is short, else as a stream. */
export async function replyInPieces(chunks: AsyncGenerator<string, void>): Promise<Reply> {
  let text = "";
  // Reading ahead also lets a failing first page still become an error's answer.
  while (text.length <= WHOLE_ANSWER_CHARACTERS) {
    const next = await chunks.next();
    if (next.done) return { status: 200, text, contentType: "application/json" };
    text += next.value;
  }
  return { status: 200, stream: prepend(text, chunks), contentType: "application/json" };
}

async function* writeCollection<Item extends { readonly id: string }>(
  exchange: Exchange,
  pages: AsyncIterable<readonly Item[]>,
  { name, prefix = [], filters = [], limit }: CollectionOptions,
): AsyncGenerator<string, void> {
  let shown = 0;
  let truncated = false;
  yield `{${JSON.stringify(name)}: [`;
  for await (const page of pages) {
    const kept = applyFilters(page, filters);
    const room = limit === undefined ? kept.length : limit - shown;
    const items = kept.slice(0, room).map((item) => JSON.stringify(withSelfLink(exchange, item, [...prefix, name])));
    if (items.length > 0) yield (shown === 0 ? "" : ", ") + items.join(", ");
    shown += items.length;
    truncated = kept.length > room;
    if (truncated) break;
  }
  const links = { next: null, self: exchange.links.self, previous: null };
  yield `], "links": ${JSON.stringify(links)}${truncated ? ', "truncated": true' : ""}}\n`;
}

async function* prepend(first: string, rest: AsyncIterable<string>): AsyncGenerator<string, void> {
  yield first;
  yield* rest;
}
