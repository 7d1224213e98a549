import type { Clock } from "@multisite/kernel/clock";
import { type ApiCall, OpenStackError, type Service } from "@multisite/openstack/session";
import type { NeutronAnswer } from "./requests.ts";

/** How a Neutron answers just now. */
export interface ServiceConditions {
  readonly clock: Clock;
  /** Until the request is done; nothing is done when the server is down. */
  readonly delayMs: () => number;
  readonly isDown: () => boolean;
}

/** The API as a session of a client sees it, without a network in between. */
export function openService(answer: (call: ApiCall) => NeutronAnswer, { clock, delayMs, isDown }: ServiceConditions): Service {
  return {
    async call<Body>(call: ApiCall): Promise<Body> {
      await clock.sleep(delayMs());
      const { status, body } = isDown() ? { status: 503, body: {} } : answer(call);
      if (status >= 300) {
        throw new OpenStackError(`${call.method} ${call.path}`, { status, headers: {}, text: JSON.stringify(body) });
      }
      return (body ?? {}) as Body;
    },
  };
}
