import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { answerParent, settingsFromParent } from "./child.ts";

/** The least that a reverse proxy on Node is: no choice, no retry, no answer of its own. */
const { upstreamPort } = settingsFromParent<{ upstreamPort: number }>();
const agent = new Agent({ keepAlive: true });
const server = createServer((incoming, response) => {
  const { method, url: path, headers } = incoming;
  const outgoing = request({ agent, host: "127.0.0.1", port: upstreamPort, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on("error", () => response.destroy());
  incoming.pipe(outgoing);
});
server.listen(0, "127.0.0.1", () => answerParent({ port: (server.address() as AddressInfo).port }));
