import { createNamespace, type Namespace } from "../../../rig/network/index.ts";
import type { NeutronSites } from "../../../rig/neutron/index.ts";
import { createRoom } from "../../../rig/process/room.ts";

const DEVICE = "to-external";

/** Asks for an address every 100 ms, all of the network, and prints who answers which question, and who announces it unasked. */
const ASK = `import select, socket, sys, time
address = socket.inet_aton(sys.argv[1]); own = socket.inet_aton(sys.argv[2])
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806)); s.bind(("${DEVICE}", 0x0806))
mac = s.getsockname()[4]
arp = lambda op, to: b"\\x00\\x01\\x08\\x00\\x06\\x04" + op + mac + own + to + address
question = 0
while True:
    question += 1
    s.send(b"\\xff" * 6 + mac + b"\\x08\\x06" + arp(b"\\x00\\x01", b"\\x00" * 6))
    until = time.time() + 0.1
    while (left := until - time.time()) > 0:
        if not select.select([s], [], [], left)[0]: break
        frame, where = s.recvfrom(2000)
        if where[2] == socket.PACKET_OUTGOING or frame[28:32] != address: continue
        unasked = frame[38:42] == address
        print(time.time(), "unasked" if unasked else question, frame[22:28].hex(":"), flush=True)
`;

/** A place at the operator's external network that no site has: it sees who answers for an address. */
export interface Outside {
  readonly client: Namespace;
  /** Waits for an answer. */
  reaches(address: string, withinMs: number): Promise<boolean>;
  /** Pings every 20 ms until it is stopped; gives the longest time without an answer. */
  ping(address: string): Promise<() => Promise<{ readonly longestGapMs: number; readonly answers: number }>>;
  /** From then on: who answered for the address. */
  watch(address: string): Watch;
  remove(): Promise<void>;
}

export interface Watch {
  /** Hardware addresses that answered within the last seconds. */
  answering(forMs: number): readonly string[];
  /** Hardware addresses that announced the address unasked (gratuitous ARP). */
  announced(): readonly string[];
  /** Questions that two answered, with the time from the first to the last of them. */
  twice(): { readonly questions: number; readonly forMs: number };
  /** Forgets what was heard. */
  begin(): void;
}

/** Lays two cables to the switches that carry the sites' external network: one place pings, the other one watches. */
export async function standOutside({ fabric }: Pick<NeutronSites<string>, "fabric">): Promise<Outside> {
  const room = createRoom("outside");
  const place = async (label: string, index: number, address: string): Promise<Namespace> => {
    const namespace = await createNamespace(label);
    await fabric.lay("external", { site: "outside", index }, namespace);
    await namespace.ip([`addr add ${address}/24 dev ${DEVICE}`]);
    // A checksum left to hardware that is not there is wrong, and userspace switches drop it.
    await namespace.run("/usr/sbin/ethtool", ["-K", DEVICE, "tx", "off"]);
    return namespace;
  };
  const client = await place("client", 1, "203.0.113.1");
  const watcher = await place("watcher", 2, "203.0.113.3");
  let count = 0;
  return {
    client,
    async reaches(address, withinMs) {
      const startedMs = performance.now();
      while (performance.now() - startedMs < withinMs) {
        if ((await client.run("/bin/ping", ["-n", "-c", "1", "-W", "1", address])).code === 0) return true;
      }
      return false;
    },
    async ping(address) {
      const logFile = room.file(`ping-${++count}.log`);
      const args = ["-oL", "/bin/ping", "-n", "-D", "-i", "0.02", address];
      const daemon = client.start({ name: "ping", command: "/usr/bin/stdbuf", args, logFile });
      return async () => {
        await daemon.stop();
        const times = [...daemon.logTail(1_000_000).matchAll(/^\[(\d+\.\d+)\] \d+ bytes from/gm)].map(
          ([, time]) => Number(time) * 1000,
        );
        const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
        return { longestGapMs: Math.max(0, ...gaps), answers: times.length };
      };
    },
    watch(address) {
      const logFile = room.file(`watch-${++count}.log`);
      const daemon = watcher.start({
        name: "watch",
        command: "/usr/bin/python3",
        args: ["-c", ASK, address, "203.0.113.3"],
        logFile,
      });
      let fromMs = Date.now();
      const heard = () =>
        daemon
          .logTail(1_000_000)
          .split("\n")
          .map((line) => line.split(" "))
          .flatMap(([time, question, mac]) =>
            mac === undefined || Number(time) * 1000 < fromMs ? [] : [{ atMs: Number(time) * 1000, question, mac }],
          );
      const answers = () => heard().filter(({ question }) => question !== "unasked");
      return {
        answering: (forMs) => [...new Set(answers().flatMap(({ atMs, mac }) => (Date.now() - atMs < forMs ? [mac] : [])))],
        announced: () => [...new Set(heard().flatMap(({ question, mac }) => (question === "unasked" ? [mac] : [])))],
        twice() {
          const byQuestion = Map.groupBy(answers(), ({ question }) => question);
          const twice = [...byQuestion.values()].filter((all) => new Set(all.map(({ mac }) => mac)).size > 1);
          const times = twice.flatMap((all) => all.map(({ atMs }) => atMs));
          return { questions: twice.length, forMs: times.length === 0 ? 0 : Math.max(...times) - Math.min(...times) };
        },
        begin() {
          fromMs = Date.now();
        },
      };
    },
    async remove() {
      await client.remove();
      await watcher.remove();
      room.remove();
    },
  };
}
