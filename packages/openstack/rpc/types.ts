/** What travels in a message: JSON objects. */
export type RpcArguments = Readonly<Record<string, unknown>>;

/** Whom a message is for, in oslo.messaging's words. */
export interface RpcTarget {
  /** The deployment's `control_exchange`: `neutron`. */
  readonly exchange: string;
  /** `q-plugin`. */
  readonly topic: string;
  /** Of the interface that the server must have, such as `1.0`. */
  readonly version: string;
}

/** A message that somebody else has sent. */
export interface RpcMessage {
  readonly method: string;
  readonly args: RpcArguments;
  readonly version: string;
}

/** Remote calls over a deployment's RabbitMQ, as its own services make them. Exchanges and queues of the deployment are never declared. */
export interface RpcBus {
  /**
   * Sends a message that nobody answers; done when the broker has put it into a queue.
   *
   * @throws MultisiteError `openstack.rpc.unroutable`, `openstack.rpc.unreachable`, `openstack.rpc.disconnected`, `openstack.rpc.timeout`
   */
  cast(target: RpcTarget, method: string, args: RpcArguments): Promise<void>;
  /**
   * Sends a message and waits for what the server returns.
   *
   * @throws MultisiteError as `cast`, and `openstack.rpc.timeout` (whether it was done is not known), `openstack.rpc.remote`
   */
  call(target: RpcTarget, method: string, args: RpcArguments, options?: { readonly timeoutMs?: number }): Promise<unknown>;
  /**
   * Hears what is sent to a fan-out exchange, such as `q-agent-notifier-l2population-update_fanout`, from a queue of its own. Goes on
   * by itself after the broker was away, and begins when the exchange is there. What was sent meanwhile is lost: `onGap` is told
   * before the first message after a beginning.
   *
   * @returns how to stop it
   */
  listen(exchange: string, heard: (message: RpcMessage) => void, onGap: () => void): () => Promise<void>;
  close(): Promise<void>;
}
