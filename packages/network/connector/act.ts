import { OpenStackError } from "@multisite/openstack/session";
import type { Realizer } from "../realizers/types.ts";
import type { Action } from "../remote-ports/index.ts";
import type { Trouble } from "./types.ts";

/** What came of the actions of a pass. */
export interface Acted {
  /** By key: Neutron understood and said no. */
  readonly refused: ReadonlyMap<string, string>;
  /** Keys of ports that were said to be up. */
  readonly up: readonly string[];
  readonly removals: number;
  readonly failures: readonly { readonly what: Trouble; readonly thrown: unknown }[];
}

/** Makes the actions in their order; those of one kind that stand together at the same time. What fails leaves its port for the next pass. */
export async function act(actions: readonly Action[], realizer: Realizer, concurrency: number): Promise<Acted> {
  const refused = new Map<string, string>();
  const failed = new Set<string>();
  const created = new Map<string, string>();
  const up: string[] = [];
  const failures: { what: Trouble; thrown: unknown }[] = [];
  let removals = 0;

  async function make(action: Action): Promise<void> {
    const name = "key" in action ? action.key : "host" in action ? action.host : "fdb";
    // Nothing is bound to an agent that was not reported, and no port is up that was not bound.
    if (failed.has(name) || ("host" in action && failed.has(action.host))) return;
    try {
      const id = await realizer.realize(action, created.get(name));
      if (id !== undefined) created.set(name, id);
      if (action.act === "device-up") up.push(name);
      if (action.act === "delete-port" && action.isRemoval) removals++;
    } catch (thrown) {
      failed.add(name);
      failures.push({ what: `${action.act} ${name}`, thrown });
      if (thrown instanceof OpenStackError && isRefusal(thrown) && "key" in action) refused.set(name, thrown.message);
    }
  }

  for (let rest = actions; rest.length > 0; ) {
    const end = rest.findIndex(({ act }) => act !== rest[0]?.act);
    const together = rest.slice(0, end === -1 ? rest.length : end);
    rest = rest.slice(together.length);
    const lanes = Array.from({ length: Math.min(concurrency, together.length) }, async (_, lane) => {
      for (let index = lane; index < together.length; index += concurrency) await make(together[index] as Action);
    });
    await Promise.all(lanes);
  }
  return { refused, up, removals, failures };
}

/** 404 is no refusal: somebody was faster, and the next look sees it. */
function isRefusal({ status }: OpenStackError): boolean {
  return status >= 400 && status < 500 && status !== 404 && status !== 429;
}
