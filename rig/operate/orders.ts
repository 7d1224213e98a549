import { createServer, request } from "node:http";

/** What the supervisor is asked to do with the sites that it holds. */
export interface Order {
  readonly order: "cut" | "heal";
  readonly site: string;
}

/** Takes orders at a socket; an order that fails is answered with why. */
export async function takeOrders(socketFile: string, obey: (order: Order) => Promise<void>): Promise<void> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      await obey(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Order);
      outgoing.end();
    } catch (thrown) {
      outgoing.writeHead(500).end(thrown instanceof Error ? thrown.message : String(thrown));
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socketFile, resolve));
}

/** @throws Error that says why it could not be done */
export function giveOrder(socketFile: string, order: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: socketFile, method: "POST", path: "/" }, async (incoming) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      if (incoming.statusCode === 200) resolve();
      else reject(new Error(Buffer.concat(chunks).toString("utf8")));
    });
    outgoing.on("error", reject).end(JSON.stringify(order));
  });
}
