import { rotateKeys } from "@multisite/agent";
import { primaryKeyOf } from "@multisite/identity/star";
import { ask } from "@multisite/openstack/session";
import { NODES } from "../cast.ts";
import { notAsTold, type Stage, type Step } from "./types.ts";
import { formatMs, timeUntil } from "./wait.ts";

/** The keys of all sites change while requests run. */
export function rotation(stage: Stage): readonly Step[] {
  return [
    {
      title: "the keys rotate at all sites while tokens are validated everywhere",
      async run() {
        const { star, clock } = stage;
        const agent = star.node("east-1").running()?.agent;
        if (agent === undefined) throw notAsTold("east-1 does not run");
        const before = primaryKeyOf(agent.ceremony.view(), "token", "east-1")?.keyId;
        const load = startValidations(stage);
        await timeUntil(clock, "requests run", () => load.answered() >= NODES.length);
        await rotateKeys(agent, "token", false);
        const isSigning = (node: string): boolean => {
          const view = star.node(node).running()?.agent.ceremony.view();
          const keyId = view && primaryKeyOf(view, "token", node)?.keyId;
          return keyId !== undefined && keyId !== before;
        };
        const tookMs = await timeUntil(clock, "all nodes sign with the new key", () =>
          NODES.every(({ name }) => isSigning(name)),
        );
        const { answered, refused } = await load.stop();
        if (refused > 0) throw notAsTold(`${refused} of ${answered} validations were refused`);
        return `all ${NODES.length} nodes sign with a new key after ${formatMs(tookMs)}; ${answered} validations meanwhile, none refused`;
      },
    },
  ];
}

/** Validates ann's token at one node after the other, as fast as they answer. */
function startValidations({ transport, star, token }: Stage) {
  let [answered, refused, isStopped] = [0, 0, false];
  const at = async (node: string): Promise<void> => {
    const access = { transport, endpoint: star.node(node).endpoint, ...(token === undefined ? {} : { token }) };
    const headers = { "x-subject-token": token?.reveal() ?? "" };
    while (!isStopped) {
      const { status } = await ask(access, { method: "GET", path: "/auth/tokens", headers });
      answered++;
      if (status !== 200) refused++;
    }
  };
  const running = Promise.all(NODES.map(({ name }) => at(name)));
  return {
    answered: () => answered,
    async stop() {
      isStopped = true;
      await running;
      return { answered, refused };
    },
  };
}
