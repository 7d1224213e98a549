import { setTimeout as delay } from "node:timers/promises";
import type { IdentityService } from "../../../packages/identity/main.ts";

/** A node of a site: its identity service, and why it must not serve. */
export interface SiteNode {
  readonly service: IdentityService;
  fence(): string | undefined;
}

/** Validations and logins at one site, all the time; as a gateway does, the other node is asked when one does not answer. */
export interface SiteLoad {
  counts(): {
    readonly validations: number;
    readonly logins: number;
    readonly failed: readonly string[];
    readonly secondTries: number;
  };
  stop(): Promise<void>;
}

export function startSiteLoad(nodes: readonly SiteNode[], token: string, auth: object): SiteLoad {
  const failed: string[] = [];
  let [validations, logins, secondTries, isStopped] = [0, 0, 0, false];

  const validate = async ({ service }: SiteNode): Promise<string | undefined> => {
    const headers = { "x-auth-token": token, "x-subject-token": token };
    const answer = await service.app.inject({ method: "GET", url: "/v3/auth/tokens", headers });
    return answer.statusCode === 200 ? undefined : `validation answered ${answer.statusCode}: ${answer.body}`;
  };
  const login = async ({ service }: SiteNode): Promise<string | undefined> => {
    const answer = await service.app.inject({ method: "POST", url: "/v3/auth/tokens", payload: { auth } });
    return answer.statusCode === 201 ? undefined : `login answered ${answer.statusCode}: ${answer.body}`;
  };
  const anywhere = async (ask: (node: SiteNode) => Promise<string | undefined>, turn: number): Promise<void> => {
    const order = turn % 2 === 0 ? nodes : nodes.toReversed();
    const reasons: string[] = [];
    for (const node of order) {
      const reason = node.fence() ?? (await ask(node));
      if (reason === undefined) return;
      reasons.push(reason);
      secondTries++;
    }
    failed.push(reasons.join("; "));
  };
  const all = (async () => {
    for (let turn = 0; !isStopped; turn++) {
      await anywhere(validate, turn);
      validations++;
      if (turn % 10 === 0) {
        await anywhere(login, turn);
        logins++;
      }
      await delay(15);
    }
  })();
  return {
    counts: () => ({ validations, logins, failed, secondTries }),
    async stop() {
      isStopped = true;
      await all;
    },
  };
}
