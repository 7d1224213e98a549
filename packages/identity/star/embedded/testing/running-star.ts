import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { parseStar } from "../../topology/check-star.ts";
import { EMBEDDED } from "../../topology/testing/documents.ts";
import type { EmbeddedSettings } from "../types.ts";
import { createTestStar } from "./star.ts";

export const NAMES = ["east-1", "west-1", "north-1", "north-2"];

/** Two masters and two replicas, running and equal; besides, there may be a replica that is kept behind. */
export async function startRunningStar(
  directory: string,
  { settings = {}, delaySeconds }: { readonly settings?: Partial<EmbeddedSettings>; readonly delaySeconds?: number } = {},
) {
  const clock = createSimulatedClock();
  const network = createSimulatedPeers({ clock, random: createSeededRandom(1) });
  const text = delaySeconds === undefined ? EMBEDDED : withDelayed(delaySeconds);
  const document = parseStar(text, "star.yaml");
  const star = createTestStar({ star: document, directory, clock, network, settings: { watchMs: 1000, ...settings } });
  star.startAll();
  await clock.advance(10_000);
  /** What became of something, some time later: its value, or the code of its error. */
  const outcome = async <Value>(work: Promise<Value>, afterMs = 8000): Promise<Value | string> => {
    const settled = work.then(
      (value) => value,
      (thrown: Error & { code?: string }) => `${thrown.code ?? thrown.name}: ${thrown.message}`,
    );
    await clock.advance(afterMs);
    return Promise.race([settled, Promise.resolve("nothing yet")]);
  };
  const write = async (node: string, id: string, afterMs?: number): Promise<string> => {
    const result = await outcome(star.node(node).write(id), afterMs);
    return typeof result === "string" ? (result.split(":")[0] as string) : "acknowledged";
  };
  const roles = () => NAMES.filter((name) => star.nodes.has(name)).map((name) => star.node(name).replication.role());
  const cutOff = (name: string): void => {
    for (const other of NAMES) network.cut(name, other);
  };
  return { clock, network, star, outcome, write, roles, cutOff };
}

/** The last line is that of a site's last replica. */
function withDelayed(delaySeconds: number): string {
  const ports = "ports: { agent: 7005, identity: 5005 }";
  const late = `{ name: north-late, role: replica, address: 127.0.0.1, ${ports}, follows: east-1, delaySeconds: ${delaySeconds} }`;
  return `${EMBEDDED}        - ${late}\n`;
}
