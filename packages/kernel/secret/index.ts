import { inspect } from "node:util";

export { hideFernetText } from "./fernet-text.ts";

const REDACTED = "[secret]";

/**
 * A value that cannot be printed: string conversion, JSON, template literals and `util.inspect` (so every log and error)
 * show `[secret]`. Only {@link Secret.reveal} gives the value back, which is easy to search for in a review.
 *
 * @example
 * const password = new Secret("s3cr3t");
 * `${password}`;       // "[secret]"
 * password.reveal();   // "s3cr3t"
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
