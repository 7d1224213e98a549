import type { AddressInfo } from "node:net";
import Fastify from "fastify";
import { answerParent, settingsFromParent } from "./child.ts";

/** The yardstick: Fastify that does nothing but return bytes that it was given. */
const { body } = settingsFromParent<{ body: string }>();
const bytes = Buffer.from(body);
const app = Fastify({ logger: false });
app.get("/v3/auth/tokens", (request, reply) => {
  reply
    .header("Content-Type", "application/json")
    .header("X-Subject-Token", request.headers["x-subject-token"])
    .header("Vary", "X-Auth-Token")
    .send(bytes);
});
await app.listen({ port: 0, host: "127.0.0.1" });
answerParent({ port: (app.server.address() as AddressInfo).port });
