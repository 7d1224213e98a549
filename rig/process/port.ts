import { connect, createServer } from "node:net";

/** Below the range from which the kernel takes ports for outgoing connections (32768 up), so that none is taken in between. */
const lowest = 20_000;
const count = 12_000;

/** A TCP port on 127.0.0.1 that nobody listens on. Random, so that parallel rigs seldom meet. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = lowest + Math.floor(Math.random() * count);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free TCP port found from ${lowest} to ${lowest + count}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** True once somebody listens on the port; undefined before, so that it can be waited for. */
export function listens(port: number, address = "127.0.0.1"): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(undefined));
  });
}
