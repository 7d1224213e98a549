import { connect, createServer } from "node:net";

/** Below the range from which the kernel takes ports for outgoing connections (32768 up), so that none is taken in between. */
const lowest = 20_000;
const count = 12_000;

/** A port is listened on some time after it was chosen: of two parts of one rig none may be given the other's. */
const given = new Set<number>();

/** A TCP port that nobody listens on at any address, and that was not given before. Random, so that parallel rigs seldom meet. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = lowest + Math.floor(Math.random() * count);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free TCP port found from ${lowest} to ${lowest + count}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "0.0.0.0", () => server.close(() => resolve(true)));
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
