import { existsSync } from "node:fs";
import { join } from "node:path";
import { type IdentityStar, membersOf } from "@multisite/identity/star";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { beginStar } from "../home/begin.ts";
import { inviteNode } from "../join/invite.ts";
import { joinNode } from "../join/join.ts";
import type { CloudAccess, OpenCloud } from "../network/cloud.ts";
import { type Cuts, createCuts } from "./cuts.ts";
import { createLocalNode, databaseSettings, type LocalDatabase, type LocalNode, type LocalNodeOptions } from "./node.ts";

export type { Cuts } from "./cuts.ts";
export type { LocalDatabase, LocalNode } from "./node.ts";

export interface LocalStarOptions {
  readonly directory: string;
  /** With addresses of this machine. */
  readonly star: IdentityStar;
  readonly adminPassword: Secret;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly version: string;
  readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Of a star on MariaDB, whose databases run already. */
  readonly databaseOf?: (node: string) => LocalDatabase;
  /** For the one node of each site that makes its networks. */
  readonly cloudOf?: (node: string) => CloudAccess | OpenCloud | undefined;
  readonly dialledAt?: LocalNodeOptions["dialledAt"];
  /** Told of each step as it begins. */
  readonly onStep?: (title: string) => void;
}

/** A whole star in this process: every node with its own home, its own links over TLS and its own identity service. */
export interface LocalStar {
  readonly nodes: ReadonlyMap<string, LocalNode>;
  readonly cuts: Cuts;
  node(name: string): LocalNode;
  stop(): Promise<void>;
}

/** Founds the star at its first master, lets all others join by invitation, and serves; goes on with what is there already. */
export async function startLocalStar(options: LocalStarOptions): Promise<LocalStar> {
  const {
    directory,
    star,
    clock,
    random,
    log,
    version,
    dialledAt,
    settings = {},
    databaseOf,
    cloudOf,
    onStep = () => {},
  } = options;
  const cuts = createCuts();
  const nodes = new Map(
    membersOf(star).map(({ node }, index) => {
      const each = {
        star,
        name: node.name,
        directory: join(directory, node.name),
        cuts,
        clock,
        random,
        log,
        version,
        settings,
        database: databaseOf?.(node.name),
        cloud: cloudOf?.(node.name),
        dialledAt,
      };
      return [node.name, createLocalNode(each, index + 1)];
    }),
  );
  const result: LocalStar = {
    nodes,
    cuts,
    node(name) {
      const found = nodes.get(name);
      if (found === undefined) throw new MultisiteError("agent.join.unknown", `The star ${star.name} has no node ${name}.`);
      return found;
    },
    async stop() {
      await Promise.all([...nodes.values()].map((node) => node.stop()));
    },
  };
  try {
    const [first, ...others] = nodes.values();
    if (first === undefined) return result;
    if (!existsSync(first.home.nodeFile)) {
      onStep(`founding the star at ${first.name}`);
      const data = databaseSettings(databaseOf?.(first.name));
      await beginStar({ ...options, settings: { ...settings, ...data }, home: first.home, node: first.name });
    }
    onStep(`starting ${first.name}`);
    await first.startAgent();
    for (const node of others) {
      if (!existsSync(node.home.nodeFile)) {
        onStep(`${node.name} joins by invitation`);
        await admit(first, node, options);
      }
      await node.startAgent();
    }
    onStep("waiting for keys and data at every node");
    await Promise.all([...nodes.values()].map((node) => node.startIdentity()));
    return result;
  } catch (thrown) {
    await result.stop();
    throw thrown;
  }
}

async function admit(first: LocalNode, { name, home }: LocalNode, { clock, random }: LocalStarOptions): Promise<void> {
  const agent = first.running()?.agent;
  if (agent === undefined) throw new MultisiteError("agent.admin.unreachable", `The agent of ${first.name} does not run.`);
  const { token } = inviteNode(agent, name, 1);
  await joinNode({ home, token: new Secret(token), clock, random });
}
