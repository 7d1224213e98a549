import { request } from "node:http";
import { MultisiteError } from "@multisite/kernel/errors";
import type { GatewayConfig } from "./options.ts";
import type { GatewayStatus } from "./status.ts";

const TIMEOUT_MS = 5000;

/**
 * The status of the gateway that runs with this configuration.
 *
 * @throws MultisiteError `middleware.gateway.admin_unreachable`
 */
export async function askGatewayStatus({ admin }: GatewayConfig): Promise<GatewayStatus> {
  const { host, port, socket } = admin;
  if (socket === undefined && (port === undefined || port === 0))
    throw unreachable("the configuration names no admin.port and no admin.socket");
  const place = socket === undefined ? { host, port } : { socketPath: socket };
  const text = await new Promise<string>((resolve, reject) => {
    const outgoing = request({ ...place, path: "/gateway/status", signal: AbortSignal.timeout(TIMEOUT_MS) }, (incoming) => {
      let body = "";
      incoming.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      incoming.on("end", () => resolve(body)).on("error", reject);
    });
    outgoing.on("error", reject).end();
  }).catch((thrown: NodeJS.ErrnoException) => {
    throw unreachable(`${socket ?? `${host}:${port}`} does not answer: ${thrown.code ?? thrown.message}`);
  });
  return JSON.parse(text) as GatewayStatus;
}

function unreachable(why: string): MultisiteError {
  return new MultisiteError("middleware.gateway.admin_unreachable", `The gateway cannot be asked for its status: ${why}.`);
}
