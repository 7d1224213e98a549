import { createServer, request } from "node:http";

/** What the supervisor is asked to do with the sites that it holds. */
export type Order =
  | { readonly order: "cut" | "heal"; readonly site: string }
  | { readonly order: "boot"; readonly host: string; readonly network: string; readonly address?: string }
  | { readonly order: "destroy"; readonly machine: string };

/** Takes orders at a socket, one after the other; the answer is a text for the user, and of one that failed why. */
export async function takeOrders(socketFile: string, obey: (order: Order) => Promise<string>): Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer(async (incoming, outgoing) => {
    const order = JSON.parse(await textOf(incoming)) as Order;
    const done = last.then(() => obey(order));
    last = done.catch(() => {});
    await done.then(
      (said) => outgoing.end(said),
      (thrown) => outgoing.writeHead(500).end(thrown instanceof Error ? thrown.message : String(thrown)),
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socketFile, resolve));
}

/** @throws Error that says why it could not be done */
export function giveOrder(socketFile: string, order: Order): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: socketFile, method: "POST", path: "/" }, async (incoming) => {
      const said = await textOf(incoming);
      if (incoming.statusCode === 200) resolve(said);
      else reject(new Error(said));
    });
    outgoing.on("error", reject).end(JSON.stringify(order));
  });
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
