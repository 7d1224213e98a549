/** One message for a topic exchange; the body is JSON text. */
export interface BusMessage {
  readonly exchange: string;
  /** Routing key, and name of the queue that keeps messages until somebody consumes them. */
  readonly topic: string;
  readonly body: string;
}

/** An open connection to a message bus. */
export interface BusConnection {
  /** Resolves when the bus has taken the message over. */
  publish(message: BusMessage): Promise<void>;
  close(): Promise<void>;
}

/** Opens a connection; the second implementation is the one in memory, for tests. */
export type ConnectBus = () => Promise<BusConnection>;
