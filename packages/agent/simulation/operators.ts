import { KEY_PURPOSES, writeStar } from "@multisite/identity/star";
import { messageOf } from "@multisite/kernel/errors";
import { applyDocument } from "../operate/apply-document.ts";
import { rotateKeys } from "../operate/rotate.ts";
import { takeOver } from "../operate/take-over.ts";
import { projectsOf } from "./contents.ts";
import type { SimulatedStar } from "./star.ts";
import type { Witness } from "./witness.ts";

const REASON = "the simulation wants it";

/** What operators do, at a master unless said otherwise. What is refused is refused. */
export type Operators = ReturnType<typeof createOperators>;

export function createOperators(star: SimulatedStar, witness: Witness) {
  const { chance, masters } = star;
  let generation = star.star.generation;

  async function tried(name: string, what: string, work: () => unknown): Promise<void> {
    try {
      const result = await work();
      witness.count(what);
      star.note(`${what} at ${name}: ${JSON.stringify(result)}`);
    } catch (thrown) {
      witness.count(`${what} refused`);
      star.note(`${what} at ${name} is refused: ${messageOf(thrown)}`);
    }
  }

  async function takeOverAt(name: string, onMyWord = false): Promise<void> {
    const node = star.nodes.get(name);
    if (node === undefined) return;
    star.note(`${name} is told to take over${onMyWord ? " on the operator's word" : ""}`);
    await tried(name, onMyWord ? "promotion" : "takeover", async () => {
      const taken = await takeOver(node.agent, { reason: REASON, onMyWord });
      if (taken.by === "word") {
        const loss = { atMs: star.clock.nowMs(), epoch: taken.epoch ?? "", projects: projectsOf(node.home) };
        witness.declareLoss(loss);
      }
      return taken;
    });
  }

  async function rotateAt(name: string): Promise<void> {
    const node = star.nodes.get(name);
    if (node !== undefined) await tried(name, "rotation", () => rotateKeys(node.agent, chance.choose(KEY_PURPOSES), false));
  }

  async function applyAt(name: string): Promise<void> {
    const node = star.nodes.get(name);
    if (node === undefined) return;
    const current = node.agent.ports.document.current();
    // One operator at a time: each has heard of the generation before.
    generation = Math.max(generation, current.generation) + 1;
    const stagedKeys = 3 + chance.pick(2);
    const next = { ...current, generation, keys: { ...current.keys, stagedKeys } };
    await tried(name, "document", () => applyDocument(node.agent, writeStar(next), false).generation);
  }

  return {
    takeOverAt,
    rotateAt,
    applyAt,
    async any(): Promise<void> {
      const dice = chance.pick(100);
      const name = chance.choose(masters);
      if (dice < 30) await rotateAt(name);
      else if (dice < 50) await applyAt(name);
      else if (dice < 80) await takeOverAt(name);
      else await Promise.all(masters.map((master) => takeOverAt(master)));
    },
  };
}
