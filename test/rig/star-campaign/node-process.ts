// The replication of one node in a process of its own, inside the namespace of its site: what its agent would run.
// Argument: a JSON file of NodeProcessOptions. Asked over HTTP on `control.sock` in its home.
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import {
  addReplicaRun,
  createMariadbReplication,
  findNode,
  type IdentityStar,
  type MariadbSettings,
  moveReplicaRun,
  nodeAccess,
  type Order,
  promoteReplicaRun,
  replayRun,
  runHands,
  starHome,
} from "../../../packages/identity/star/index.ts";
import { openAlarms } from "../../../packages/kernel/alarms/index.ts";
import { openBoard } from "../../../packages/kernel/board/index.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import type { FactBody } from "../../../packages/kernel/facts/index.ts";
import { openRunJournal, type RunKind, startRun } from "../../../packages/kernel/journal/index.ts";
import { createLog } from "../../../packages/kernel/log/index.ts";
import { openTlsPeers } from "../../../packages/kernel/peers/tls/index.ts";
import { pkiFiles } from "../../../packages/kernel/pki/index.ts";
import { systemRandom } from "../../../packages/kernel/random/index.ts";
import { Secret } from "../../../packages/kernel/secret/index.ts";

export interface NodeProcessOptions {
  readonly star: IdentityStar;
  readonly node: string;
  readonly home: string;
  readonly socketPath: string;
  readonly user: string;
  readonly password: string;
  readonly settings: Partial<MariadbSettings>;
}

const clock = systemClock;
const options = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as NodeProcessOptions;
const { star, node, home } = options;
const files = starHome(home);
const log = createLog({ level: "info", path: `${home}/agent.log`, fields: { node } });
const board = openBoard(files.board);
const alarms = openAlarms({ path: files.alarms, clock });
const addressOf = (name: string) => {
  const found = findNode(star, name)?.node;
  return found && { host: found.address, port: found.ports.agent };
};
const listen = addressOf(node);
if (listen === undefined) throw new Error(`${node} is not in the topology`);
const links = await openTlsPeers({ files: pkiFiles(files.pki), listen, addressOf, clock, log });
const replication = createMariadbReplication({
  ...nodeAccess({
    star: () => star,
    node,
    socketPath: options.socketPath,
    user: options.user,
    password: new Secret(options.password),
  }),
  star: () => star,
  links,
  home,
  clock,
  log,
  alarms,
  settings: options.settings,
  onState({ writes, fence }) {
    board.set("writes", writes);
    if (fence === undefined) board.remove("fence");
    else board.set("fence", { code: "identity.star.fenced", reason: fence });
  },
});
await replication.start();

const hands = runHands({ star: () => star, clock, links, own: replication });
const kinds: Readonly<Record<string, RunKind<never>>> = {
  "add-replica": addReplicaRun(hands) as RunKind<never>,
  "move-replica": moveReplicaRun(hands) as RunKind<never>,
  "promote-replica": promoteReplicaRun(hands) as RunKind<never>,
  replay: replayRun(hands) as RunKind<never>,
};
const journal = openRunJournal(files.runs);

async function answer(path: string, body: unknown): Promise<unknown> {
  if (path === "/status")
    return {
      ...(await replication.status()),
      writes: replication.writesNow(),
      fence: replication.fence() ?? null,
      alarms: alarms.active(),
      history: alarms.history(20),
      traffic: links.traffic(),
    };
  if (path === "/order") return await replication.order(body as Order);
  const kind = kinds[path.slice("/runs/".length)];
  if (kind === undefined) throw new Error(`nothing is known of ${path}`);
  return await startRun(kind as unknown as RunKind<FactBody>, body as FactBody, { journal, clock, random: systemRandom });
}

const control = createServer(async (request, response) => {
  try {
    const sent = await text(request);
    response.end(JSON.stringify(await answer(request.url ?? "", sent === "" ? null : JSON.parse(sent))));
  } catch (thrown) {
    response.statusCode = 500;
    response.end(JSON.stringify({ error: thrown instanceof Error ? thrown.message : String(thrown) }));
  }
});
rmSync(`${home}/control.sock`, { force: true });
control.listen(`${home}/control.sock`);
