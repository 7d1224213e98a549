import { systemClock } from "../../packages/kernel/clock/index.ts";
import type { PeerLinks } from "../../packages/kernel/peers/index.ts";
import { createConnector, defaultSettings, type KeptState } from "../../packages/network/connector/index.ts";
import { createNetworkClient } from "../../packages/openstack/network/index.ts";
import type { RpcMessage } from "../../packages/openstack/rpc/index.ts";
import { type ApiCall, OpenStackError, type Service } from "../../packages/openstack/session/index.ts";
import { type ConnectorPlace, type FromConnector, MIRROR_SUBJECT, type ToConnector } from "../network/lone-messages.ts";

/** A connector in a process of its own; all that is outside of it is the parent's, and what passes between them is JSON as on a wire. */
const { site, others, networks, passMs } = JSON.parse(process.argv[2] ?? "") as ConnectorPlace;
const waiting = new Map<number, (value: unknown) => void>();
const handlers = new Map<string, (body: unknown, from: { site: string; node: string }) => Promise<unknown>>();
let heard: (message: RpcMessage) => void = () => {};
let sequence = 0;
let kept: KeptState | undefined;

const send = (message: FromConnector): void => {
  if (process.connected) process.send?.(message);
};
const ask = (what: "api" | "cast" | "peer", body: unknown): Promise<unknown> =>
  new Promise((resolve) => {
    const id = ++sequence;
    waiting.set(id, resolve);
    send({ id, what, body });
  });

process.on("message", async (message: ToConnector) => {
  if (message.what === "answer") {
    waiting.get(message.id)?.(message.body);
    waiting.delete(message.id);
  } else if (message.what === "heard") heard({ ...message.message, version: "1.0" });
  else if (message.what === "question")
    send({ id: message.id, what: "reply", body: await handlers.get(MIRROR_SUBJECT)?.(message.body, { site: "x", node: "x" }) });
  else {
    const { user, system } = process.cpuUsage();
    send({ id: message.id, what: "reply", body: { cpuMs: (user + system) / 1000, residentBytes: process.memoryUsage.rss() } });
  }
});

const service: Service = {
  async call<Body>({ method, path, body }: ApiCall): Promise<Body> {
    const answer = (await ask("api", { method, path, body })) as { status: number; body?: unknown };
    if (answer.status >= 300)
      throw new OpenStackError(`${method} ${path}`, { status: answer.status, headers: {}, text: JSON.stringify(answer.body) });
    return (answer.body ?? {}) as Body;
  },
};
const links: PeerLinks = {
  self: { site, node: site },
  ask: (node, _subject, body) => ask("peer", { node, body }),
  answer: (subject, handler) => void handlers.set(subject, handler),
  traffic: () => [],
  close: async () => {},
};

createConnector(
  {
    site,
    others: () => new Map(others.map((other) => [other, other])),
    clock: systemClock,
    client: createNetworkClient(service),
    bus: {
      async cast({ exchange }, method, args) {
        await ask("cast", { exchange, method, args });
      },
      listen(_exchange, take, onGap) {
        heard = take;
        onGap();
        return async () => {};
      },
    },
    links,
    store: {
      load: () => kept,
      save: (state) => {
        kept = state;
      },
      append: (changes) => void JSON.stringify(changes),
    },
    alarms: { settle: () => {} },
    networks: () => networks,
    onTrouble: (what, thrown) => process.stderr.write(`${what}: ${thrown}\n`),
  },
  { ...defaultSettings, passMs },
).start();
