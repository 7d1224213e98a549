import { MultisiteError } from "@multisite/kernel/errors";

/** HTTP reason phrases, which are Keystone's error titles. */
const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  413: "Request Entity Too Large",
  414: "Request-URI Too Long",
  417: "Expectation Failed",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
};

/** What may be added to an error: private detail for the log, and what some errors carry on the wire. */
export interface KeystoneErrorOptions {
  /** For the log only. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** `error.identity` of the body, as authentication plug-ins give it (keystone/exception.py, AuthPluginException). */
  readonly identity?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of `{"error": …}`; a 401 then carries no `WWW-Authenticate` (keystone/server/flask/application.py). */
  readonly body?: object;
}

/** An error as Keystone puts it on the wire: `{"error": {"code", "message", "title"}}` (keystone/exception.py). */
export class KeystoneError extends MultisiteError {
  readonly status: number;
  readonly title: string;
  readonly identity: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | undefined;

  constructor(code: string, status: number, message: string, options: KeystoneErrorOptions = {}) {
    super(code, message, {
      ...(options.detail === undefined ? {} : { detail: options.detail }),
      ...(options.cause === undefined ? {} : { cause: options.cause }),
    });
    this.name = "KeystoneError";
    this.status = status;
    this.title = TITLES[status] ?? "Error";
    this.identity = options.identity;
    this.headers = options.headers ?? {};
    this.body = options.body;
  }
}
