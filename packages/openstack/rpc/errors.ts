import { MultisiteError } from "@multisite/kernel/errors";
import type { RpcTarget } from "./types.ts";

export const unreachable = (failures: readonly string[]): MultisiteError =>
  new MultisiteError("openstack.rpc.unreachable", `No RabbitMQ can be reached (${failures.join("; ")}).`);

export const disconnected = (cause: unknown): MultisiteError =>
  new MultisiteError("openstack.rpc.disconnected", "The connection to RabbitMQ broke.", { cause });

export const unroutable = ({ exchange, topic }: RpcTarget): MultisiteError =>
  new MultisiteError("openstack.rpc.unroutable", `No queue takes messages for ${topic} of the exchange ${exchange}.`);

export const timedOut = ({ topic }: RpcTarget, method: string, timeoutMs: number): MultisiteError =>
  new MultisiteError("openstack.rpc.timeout", `${topic} did not answer ${method} within ${timeoutMs} ms.`);

export const notAnEnvelope = (): MultisiteError =>
  new MultisiteError("openstack.rpc.message", "A message is not in oslo.messaging's envelope 2.0.");
