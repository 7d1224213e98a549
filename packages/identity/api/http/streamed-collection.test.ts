import { describe, expect, test } from "vitest";
import type { Exchange } from "./exchange.ts";
import { createLinks } from "./links.ts";
import { streamedCollectionReply } from "./streamed-collection.ts";

const links = createLinks("http://identity.test:5000", { path: "/v3/things", queryText: "name=x" });
const exchange = { links } as unknown as Exchange;
const PAGE = 500;

/** Pages that say how many of them were asked for. */
function countedPages(count: number): { pages: AsyncGenerator<{ id: string }[]>; readonly asked: () => number } {
  let asked = 0;
  async function* generate() {
    for (; asked < count; ) {
      const page = asked++;
      yield Array.from({ length: PAGE }, (_, index) => ({ id: `${page}-${index}`, name: `thing ${index}` }));
    }
  }
  return { pages: generate(), asked: () => asked };
}

describe("streamed collections", () => {
  test("an empty and a short collection are sent whole, with Keystone's links", async () => {
    const empty = await streamedCollectionReply(exchange, countedPages(0).pages, { name: "things" });
    expect(empty.stream).toBeUndefined();
    const collectionLinks = { next: null, self: "http://identity.test:5000/v3/things?name=x", previous: null };
    expect(JSON.parse(empty.text as string)).toEqual({ things: [], links: collectionLinks });
    const short = await streamedCollectionReply(exchange, countedPages(1).pages, { name: "things", limit: 2 });
    expect(JSON.parse(short.text as string)).toEqual({
      things: ["0-0", "0-1"].map((id, index) => ({
        id,
        name: `thing ${index}`,
        links: { self: `http://identity.test:5000/v3/things/${id}` },
      })),
      links: collectionLinks,
      truncated: true,
    });
  });

  test("a long collection is read as fast as it is sent, so that memory does not grow with it", async () => {
    const { pages, asked } = countedPages(40);
    const reply = await streamedCollectionReply(exchange, pages, { name: "things" });
    const askedBefore = asked();
    expect(askedBefore).toBeLessThan(5);
    let text = "";
    let pieces = 0;
    for await (const piece of reply.stream as AsyncIterable<string>) {
      text += piece;
      pieces++;
      expect(asked()).toBeLessThanOrEqual(askedBefore + pieces);
    }
    expect(JSON.parse(text).things).toHaveLength(40 * PAGE);
  });

  test("no page is read beyond the limit", async () => {
    const { pages, asked } = countedPages(40);
    const reply = await streamedCollectionReply(exchange, pages, { name: "things", limit: 10 });
    expect(JSON.parse(reply.text as string)).toMatchObject({ truncated: true });
    expect(asked()).toBe(1);
  });

  test("a page that cannot be read fails the request, while it still can have an error's answer", async () => {
    // biome-ignore lint/correctness/useYield: it fails before there is anything to yield.
    async function* failing(): AsyncGenerator<{ id: string }[]> {
      throw new Error("the database is gone");
    }
    await expect(streamedCollectionReply(exchange, failing(), { name: "things" })).rejects.toThrow("the database is gone");
  });
});
