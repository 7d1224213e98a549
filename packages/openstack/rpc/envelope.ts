import { MultisiteError } from "@multisite/kernel/errors";
import { notAnEnvelope } from "./errors.ts";
import type { RpcArguments, RpcMessage } from "./types.ts";

/** Where the answer of a call goes: a queue of the asker, and the call that it answers. */
export interface ReplyTo {
  readonly queue: string;
  readonly messageId: string;
}

/** One message as it is sent. */
export interface Outgoing extends RpcMessage {
  /** 32 hex digits; receivers drop a second message with the same one. */
  readonly uniqueId: string;
  readonly replyTo?: ReplyTo;
}

/** What a call came to. */
export interface Reply {
  readonly messageId: string;
  readonly result: unknown;
  /** The failure that the server raised, with its class; its traceback is private. */
  readonly failure: MultisiteError | undefined;
}

/**
 * Writes a message in oslo.messaging's envelope 2.0 (oslo_messaging/_drivers/common.py, serialize_msg; _drivers/amqp.py, pack_context).
 * Of the context only `is_admin` is needed; without it Neutron's plugin sees no network.
 */
export function encodeMessage({ method, args, version, uniqueId, replyTo }: Outgoing): Buffer {
  const message = {
    method,
    args,
    version,
    _unique_id: uniqueId,
    _context_is_admin: true,
    ...(replyTo === undefined ? {} : { _msg_id: replyTo.messageId, _reply_q: replyTo.queue }),
  };
  return Buffer.from(JSON.stringify({ "oslo.version": "2.0", "oslo.message": JSON.stringify(message) }));
}

/** @throws MultisiteError `openstack.rpc.message` */
export function decodeMessage(body: Buffer): RpcMessage {
  const { method, args, version } = open(body);
  if (typeof method !== "string" || !isRecord(args)) throw notAnEnvelope();
  return { method, args, version: typeof version === "string" ? version : "1.0" };
}

/** @throws MultisiteError `openstack.rpc.message` */
export function decodeReply(body: Buffer): Reply {
  const { _msg_id: messageId, result, failure } = open(body);
  if (typeof messageId !== "string") throw notAnEnvelope();
  return { messageId, result, failure: failure === null || failure === undefined ? undefined : readFailure(failure) };
}

/** A failure is JSON in JSON (oslo_messaging/_drivers/common.py, serialize_remote_exception). */
function readFailure(text: unknown): MultisiteError {
  const { class: name, message, tb } = isRecord(text) ? text : parse(String(text));
  const detail = Array.isArray(tb) ? tb.join("") : undefined;
  return new MultisiteError("openstack.rpc.remote", `${name ?? "An error"}: ${message ?? "without a message"}`, {
    ...(detail === undefined ? {} : { detail }),
  });
}

function open(body: Buffer): RpcArguments {
  const envelope = parse(body.toString("utf8"));
  const inner = envelope["oslo.message"];
  if (typeof inner !== "string" || !String(envelope["oslo.version"]).startsWith("2.")) throw notAnEnvelope();
  return parse(inner);
}

function parse(text: string): RpcArguments {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Said below.
  }
  throw notAnEnvelope();
}

function isRecord(value: unknown): value is RpcArguments {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
