import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findNode, type IdentityStar, membersOf, starHome, storeStar } from "@multisite/identity/star";
import { createSimulatedClock, type SimulatedClock } from "@multisite/kernel/clock";
import { silentLog } from "@multisite/kernel/log";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { createMemberKeys } from "@multisite/kernel/seal";
import { Secret } from "@multisite/kernel/secret";
import type { Agent } from "../agent/create.ts";
import { beginStar } from "../home/begin.ts";
import { readNodeFile, writeNodeFile } from "../home/node-file.ts";
import { ask, passwordLogin, type Seen } from "./client.ts";
import { replaceByCopy } from "./copy.ts";
import { type SimulatedNode, startSimulatedNode } from "./node.ts";

/** A star that has been founded and serves, on disk: where each run begins, so that it need not found one. */
export interface StarTemplate {
  readonly star: IdentityStar;
  readonly directory: string;
  readonly endedAtMs: number;
  /** Puts copies of all nodes' homes there. */
  copyTo(directory: string): void;
}

export const PASSWORD = "a-password";
/** Users with a role in the project `admin`, besides the administrator. */
export const USERS: readonly string[] = Array.from({ length: 10 }, (_, index) => `user-${index}`);

const STEP_MS = 1000;
const LIMIT_MS = 120_000;

/** Founds a star at its first master and lets all others join, in simulated time. */
export async function makeTemplate(star: IdentityStar, directory: string): Promise<StarTemplate> {
  const clock = createSimulatedClock();
  const random = createSeededRandom(1);
  const network = createSimulatedPeers({ clock, random: createSeededRandom(2) });
  const names = membersOf(star).map(({ node }) => node.name);
  const [first = ""] = names;
  const homeOf = (name: string) => starHome(join(directory, name));
  await beginStar({
    star,
    node: first,
    home: homeOf(first),
    adminPassword: new Secret(PASSWORD),
    clock,
    random,
    log: silentLog,
    settings: { identity: { password_hash_rounds: 4 } },
  });
  const start = (name: string): Promise<SimulatedNode> =>
    startSimulatedNode({
      directory: join(directory, name),
      clock,
      network,
      random,
      hashQueue: { run: (task) => clock.during(task) },
      offsetMs: () => 0,
      fate: () => "happens",
      onThrown: (thrown) => {
        throw thrown;
      },
    });
  const founder = await start(first);
  const nodes = [founder];
  for (const name of names.slice(1)) {
    joinDirectly(founder.agent, star, name, directory);
    nodes.push(await start(name));
  }
  const untilMs = clock.monotonicMs() + LIMIT_MS;
  while (nodes.some((node) => node.fence() !== undefined)) {
    if (clock.monotonicMs() > untilMs) throw new Error(`The star did not begin to serve: ${nodes.map((node) => node.fence())}`);
    await clock.advance(STEP_MS);
  }
  await during(clock, makeUsers(founder));
  await clock.advance(5 * STEP_MS);
  for (const node of nodes) node.crash();
  return {
    star,
    directory,
    endedAtMs: clock.nowMs(),
    copyTo: (target) => replaceByCopy(directory, target),
  };
}

async function makeUsers(node: SimulatedNode): Promise<void> {
  const must = async (method: string, path: string, token: string | undefined, body?: object): Promise<Seen> => {
    const seen = await ask(node, method, path, {
      ...(token === undefined ? {} : { token }),
      ...(body === undefined ? {} : { body }),
    });
    if (seen === undefined || seen.status >= 300)
      throw new Error(`${method} ${path}: ${seen?.status} ${JSON.stringify(seen?.body)}`);
    return seen;
  };
  const login = await must("POST", "/v3/auth/tokens", undefined, passwordLogin("admin", PASSWORD, "admin"));
  const token = login.headers["x-subject-token"] ?? "";
  const { project } = login.body.token as { project: { id: string } };
  const { roles } = (await must("GET", "/v3/roles?name=member", token)).body as { roles: { id: string }[] };
  for (const name of USERS) {
    const made = await must("POST", "/v3/users", token, { user: { name, password: PASSWORD } });
    const { id } = made.body.user as { id: string };
    await must("PUT", `/v3/projects/${project.id}/users/${id}/roles/${roles[0]?.id}`, token);
  }
}

/** Lets time pass until it is done. */
async function during(clock: SimulatedClock, work: Promise<void>): Promise<void> {
  let isDone = false;
  const ended = work.finally(() => {
    isDone = true;
  });
  ended.catch(() => {});
  while (!isDone) await clock.advance(100);
  await ended;
}

/** What an invitation and its acceptance come to, without TLS. */
function joinDirectly({ ceremony, ports }: Agent, star: IdentityStar, name: string, directory: string): void {
  const home = starHome(join(directory, name));
  const place = findNode(star, name);
  if (place === undefined) throw new Error(`no node ${name}`);
  for (const each of [home.directory, home.member]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const { signingKey, sealingKey } = createMemberKeys(home.member, ports.random);
  const site = place.site.name;
  ceremony.say({ says: "joined", member: { name, site, signingKey, sealingKey } });
  if (place.node.role === "master") ceremony.say({ says: "operator", member: name, operatorKey: signingKey });
  storeStar(home.directory, star);
  const founder = join(directory, membersOf(star)[0]?.node.name ?? "");
  const { root } = readNodeFile(starHome(founder));
  writeNodeFile(home, { star: star.name, site, node: name, root });
}
