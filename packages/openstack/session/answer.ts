import { MultisiteError } from "@multisite/kernel/errors";
import type { TransportResponse } from "@multisite/kernel/transport";

/** A service answered something else than was asked for. */
export class OpenStackError extends MultisiteError {
  /** HTTP status of the answer. */
  readonly status: number;
  /** The class of the error in Neutron's words, such as `MacAddressInUse`; other services do not say. */
  readonly type: string | undefined;
  /** `x-openstack-request-id`, which finds the request in the service's log. */
  readonly requestId: string | undefined;

  constructor(what: string, answer: TransportResponse) {
    const requestId = requestIdOf(answer);
    const said = readError(answer);
    const source = requestId === undefined ? "" : ` (${requestId})`;
    super("openstack.answer", `${what} answered ${answer.status}: ${said.message}${source}`, {
      ...(said.detail === undefined ? {} : { detail: said.detail }),
    });
    this.name = "OpenStackError";
    this.status = answer.status;
    this.type = said.type;
    this.requestId = requestId;
  }
}

/** What the service called the request. */
export function requestIdOf({ headers }: TransportResponse): string | undefined {
  return headers["x-openstack-request-id"] ?? headers["x-compute-request-id"];
}

/** Whether a service answered with that status, and, if given, that type. */
export function isOpenStackError(thrown: unknown, status: number, type?: string): thrown is OpenStackError {
  return thrown instanceof OpenStackError && thrown.status === status && (type === undefined || thrown.type === type);
}

/** The JSON body of an answer; undefined for a body that is no JSON. */
export function readJson(answer: TransportResponse): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

interface SaidError {
  readonly message: string;
  readonly type?: string;
  readonly detail?: string;
}

/**
 * Keystone says `{"error": {"message"}}`, Nova `{"itemNotFound": {"message"}}`, Neutron `{"NeutronError": {"type", "message", "detail"}}`
 * (neutron_lib/api/faults.py): in each, one object holds the text. Some of Neutron's are a text only.
 */
function readError(answer: TransportResponse): SaidError {
  const body = readJson(answer);
  if (typeof body === "object" && body !== null) {
    for (const [name, inner] of Object.entries(body)) {
      if (typeof inner === "object" && inner !== null && "message" in inner) {
        return { message: String(inner.message), ...textOf(inner, "type"), ...textOf(inner, "detail") };
      }
      if (name === "NeutronError" && typeof inner === "string") return { message: inner };
    }
  }
  const text = answer.text
    .replaceAll(/<[^>]*>|\s+/g, " ")
    .replaceAll(/ +/g, " ")
    .trim();
  return { message: text.slice(0, 120) || "no text" };
}

function textOf(inner: object, name: "type" | "detail"): { readonly type?: string; readonly detail?: string } {
  const value = (inner as Record<string, unknown>)[name];
  return typeof value === "string" && value !== "" ? { [name]: value } : {};
}
