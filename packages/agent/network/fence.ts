import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { Transport } from "@multisite/kernel/transport";
import type { SiteCloud } from "@multisite/network";

/** A router or switch needs some seconds; a hook that takes longer has not done it. */
const TIMEOUT_MS = 30_000;

/** The hook to the upstream router or switch: a POST with the request as JSON, which must answer 2xx once it is done. */
export function createFence(url: string, transport: Pick<Transport, "send">): NonNullable<SiteCloud["fence"]> {
  return async (request) => {
    const headers = { "content-type": "application/json" };
    const asked = { method: "POST", url, headers, body: JSON.stringify(request), timeoutMs: TIMEOUT_MS, isSentOnce: true };
    const { status } = await transport.send(asked).catch((thrown) => {
      throw new MultisiteError("network.site.fence", `The fence does not answer: ${messageOf(thrown)}`, { cause: thrown });
    });
    if (status >= 200 && status < 300) return;
    throw new MultisiteError("network.site.fence", `The fence answers ${status}; ${request.address} is not moved.`);
  };
}
