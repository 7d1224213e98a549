import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { IdentityStar } from "@multisite/identity/star";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Agent } from "../agent/create.ts";
import type { AgentPorts } from "../agent/types.ts";
import { simulatedStar } from "./document.ts";
import { fastDirectory } from "./fast-directory.ts";
import type { Weakening } from "./node.ts";
import { simulate } from "./run.ts";
import { openScene, type Scene } from "./scene.ts";
import { makeTemplate, type StarTemplate } from "./template.ts";

/** Facts of these kinds are told to nobody. */
const withoutExchangeOf = (...kinds: readonly string[]): Weakening => ({
  ports(ports: AgentPorts): AgentPorts {
    const { store } = ports;
    const since: typeof store.since = (position, limit) => {
      const page = store.since(position, limit);
      return { ...page, facts: page.facts.filter(({ kind }) => !kinds.includes(kind)) };
    };
    return { ...ports, store: Object.create(store, { since: { value: since } }) };
  },
});

/** Whatever keeps the node from serving, its services never hear of it. */
const withoutFence: Weakening = {
  ports(ports: AgentPorts): AgentPorts {
    const { fence, board } = ports;
    const lifted = <Values extends readonly unknown[], Result>(work: (...values: Values) => Result) => {
      return (...values: Values): Result => {
        const result = work(...values);
        board.remove("fence");
        return result;
      };
    };
    return { ...ports, fence: { ...fence, look: lifted(fence.look), noteRestored: lifted(fence.noteRestored) } };
  },
};

/** A write is acknowledged before the standby has it. */
const withoutConfirmation: Weakening = { agent: (agent: Agent): Agent => ({ ...agent, confirm: async () => {} }) };

/** Keys are removed as if tokens lived for a second. */
const withShortMemory: Weakening = {
  ports(ports: AgentPorts): AgentPorts {
    const { document } = ports;
    const shorten = (star: IdentityStar): IdentityStar => ({
      ...star,
      keys: { ...star.keys, tokenExpirationSeconds: 1, allowExpiredWindowSeconds: 0 },
    });
    let [last, shortened]: IdentityStar[] = [];
    const current = (): IdentityStar => {
      const now = document.current();
      if (now !== last || shortened === undefined) [last, shortened] = [now, shorten(now)];
      return shortened;
    };
    return { ...ports, document: { ...document, current } };
  },
};

describe("the checks of the simulation can fail", () => {
  let directory: string;
  let template: StarTemplate;
  beforeAll(async () => {
    directory = mkdtempSync(join(fastDirectory(), "multisite-weakened-"));
    template = await makeTemplate(simulatedStar(), join(directory, "template"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const run = (weaken?: Weakening) =>
    simulate({
      template,
      directory: join(directory, "run"),
      seed: 7,
      rounds: 100,
      faults: 0,
      ...(weaken === undefined ? {} : { weaken: () => weaken }),
    });
  const scene = (weaken?: Weakening): Promise<Scene> =>
    openScene({
      template,
      directory: join(directory, "run"),
      seed: 7,
      ...(weaken === undefined ? {} : { weaken: () => weaken }),
    });

  test("without exchange of revocations, it is seen that they do not reach the other sites", async () => {
    const { problems } = await run(withoutExchangeOf("identity.token.revoked"));
    expect(problems).toContainEqual(expect.stringMatching(/has not heard of audit:/));
    expect((await run()).problems).toEqual([]);
  }, 60_000);

  test("when keys are removed too early, it is seen that valid tokens are refused", async () => {
    const { problems } = await run(withShortMemory);
    expect(problems).toContainEqual(expect.stringMatching(/refuses with 40[14] a token/));
  }, 60_000);

  test("when writes are acknowledged without the standby, it is seen that one is lost", async () => {
    const lose = async (weaken?: Weakening): Promise<readonly string[]> => {
      const { star, witness, operations, operators, faults, node, until, pass, heal } = await scene(weaken);
      await until(operations.logIn(node("east-1"), "admin"));
      faults.cutSite("east");
      await until(operations.createProject(node("east-1")));
      faults.crash("east-1");
      await pass(5000);
      await until(operators.takeOverAt("west-1"));
      await heal();
      star.stop();
      return witness.problems;
    };
    expect(await lose(withoutConfirmation)).toContainEqual(expect.stringMatching(/is lost/));
    expect(await lose()).toEqual([]);
  }, 60_000);

  test("without a fence, it is seen that a restored node accepts what it had heard was revoked", async () => {
    const forget = async (weaken?: Weakening): Promise<readonly string[]> => {
      const { star, witness, operations, faults, node, until, pass, heal, launch } = await scene(weaken);
      const token = await until(operations.logIn(node("west-1"), "user-0"));
      if (token === undefined) throw new Error("no login");
      star.backUp("north-1");
      await until(operations.revoke(node("north-1"), token));
      await pass(3000);
      // So far away that it takes a second to hear what was forgotten.
      star.network.setConditions({ minDelayMs: 500, maxDelayMs: 600 });
      await faults.restore("north-1");
      for (let times = 0; times < 40; times++) {
        launch(operations.validate(node("north-1"), token));
        await pass(10);
      }
      await heal();
      star.stop();
      return witness.problems;
    };
    expect(await forget(withoutFence)).toContainEqual(expect.stringMatching(/has forgotten/));
    expect(await forget()).toEqual([]);
  }, 60_000);
});
