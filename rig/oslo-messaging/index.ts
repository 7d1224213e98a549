import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("peer.py", import.meta.url));

/** A process with the real oslo.messaging: a server of remote calls, and a sender of fan-out casts. */
export interface OsloPeer {
  /** Sends to all who listen to the topic `multisite-news`. */
  tellNews(method: string, args: Readonly<Record<string, unknown>>): void;
  stop(): Promise<void>;
}

/** Its server listens to the topic `q-rig` of the exchange `rig`, version 1.3. */
export function startOsloPeer(transportUrl: string): Promise<OsloPeer> {
  const child = spawn("/usr/bin/python3", [script, transportUrl], { stdio: ["pipe", "pipe", "pipe"] });
  const noise: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => noise.push(text));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return new Promise((resolve, reject) => {
    child.once("close", () => reject(new Error(`The oslo.messaging peer ended: ${noise.join("")}`)));
    createInterface(child.stdout).once("line", () =>
      resolve({
        tellNews: (method, args) => void child.stdin.write(`${JSON.stringify({ method, args })}\n`),
        async stop() {
          child.kill("SIGKILL");
          await ended;
        },
      }),
    );
  });
}
