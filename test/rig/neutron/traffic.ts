import type { Machine } from "../../../rig/neutron/index.ts";

/** Serves a megabyte over TCP from one machine and fetches it from the other one; gives the number of bytes that came. */
export async function fetchMegabyte(from: Machine, to: Machine): Promise<number> {
  const serve = `require("node:http").createServer((_, answer) => answer.end(Buffer.alloc(1048576))).listen(8080)`;
  const server = to.start({ name: "server", command: process.execPath, args: ["-e", serve], logFile: "/dev/null" });
  const script = `const started = Date.now();
    const ask = () => fetch("http://${to.port.ipAddress}:8080", { signal: AbortSignal.timeout(5000) })
      .then((answer) => answer.arrayBuffer()).then((body) => console.log(body.byteLength))
      .catch((error) => Date.now() - started < 20000 ? setTimeout(ask, 200) : console.log(0));
    ask();`;
  try {
    return Number((await from.run(process.execPath, ["-e", script])).stdout);
  } finally {
    await server.kill();
  }
}

/** Sends to all of the network from one machine; gives what the other one heard, or nothing within ten seconds. */
export async function hearBroadcast(from: Machine, to: Machine): Promise<string> {
  const listen = `const socket = require("node:dgram").createSocket("udp4");
    socket.on("message", (text, { address }) => { console.log(text + " from " + address); process.exit(); });
    socket.bind(7000); setTimeout(() => process.exit(), 10000);`;
  const send = `const socket = require("node:dgram").createSocket("udp4");
    socket.bind(() => { socket.setBroadcast(true); let left = 10;
      const say = () => socket.send("news", 7000, "255.255.255.255", () => --left > 0 ? setTimeout(say, 200) : socket.close());
      say(); });`;
  await from.run("/usr/sbin/ip", ["route", "replace", "255.255.255.255", "dev", "eth0"]);
  const heard = to.run(process.execPath, ["-e", listen]);
  await from.run(process.execPath, ["-e", send]);
  return (await heard).stdout.trim();
}

const GROUP = "239.77.0.1";

/** Sends to a multicast group from one machine; gives what each of the others heard of it, or nothing within fifteen seconds. */
export async function hearMulticast(from: Machine, to: readonly Machine[]): Promise<readonly string[]> {
  const listen = (address: string) => `const socket = require("node:dgram").createSocket("udp4");
    socket.on("message", (text, { address }) => { console.log(text + " from " + address); process.exit(); });
    socket.bind(7001, () => socket.addMembership("${GROUP}", "${address}")); setTimeout(() => process.exit(), 15000);`;
  const send = `const socket = require("node:dgram").createSocket("udp4");
    socket.bind(() => { socket.setMulticastInterface("${from.port.ipAddress}"); let left = 10;
      const say = () => socket.send("states", 7001, "${GROUP}", () => --left > 0 ? setTimeout(say, 200) : socket.close());
      say(); });`;
  const heard = to.map((machine) => machine.run(process.execPath, ["-e", listen(machine.port.ipAddress)]));
  await from.run(process.execPath, ["-e", send]);
  return (await Promise.all(heard)).map(({ stdout }) => stdout.trim());
}

/** Says with a mark what it is part of: to all, to a group, to each address, and with an echo request; five times. */
export async function shout(from: Machine, mark: string, addresses: readonly string[]): Promise<void> {
  const own = from.port.ipAddress;
  const script = `const socket = require("node:dgram").createSocket("udp4");
    const say = (kind, address) => socket.send("of ${mark} from ${own} " + kind, 7002, address);
    socket.bind(() => { socket.setBroadcast(true); socket.setMulticastInterface("${own}"); let left = 5;
      const all = () => {
        say("broadcast", "255.255.255.255"); say("multicast", "${GROUP}");
        for (const address of ${JSON.stringify(addresses)}) say("directly", address);
        if (--left > 0) setTimeout(all, 200); else setTimeout(() => socket.close(), 200);
      };
      all(); });`;
  await from.run("/usr/sbin/ip", ["route", "replace", "255.255.255.255", "dev", "eth0"]);
  await from.run(process.execPath, ["-e", script]);
}

/** Asks all of the network for the owner of an address that nobody has. */
export async function askFor(from: Machine, address: string): Promise<void> {
  await from.run("/usr/bin/arping", ["-c", "3", "-w", "3", "-I", "eth0", address]);
}

/** Serves TCP ports; what connects is told a word. */
export function serve(on: Machine, ports: readonly number[]): void {
  const script = `for (const port of ${JSON.stringify(ports)})
    require("node:net").createServer((socket) => socket.on("error", () => {}).end("here")).listen(port);`;
  on.start({ name: "server", command: process.execPath, args: ["-e", script], logFile: "/dev/null" });
}

/** Of addresses and TCP ports, those that answer within four seconds: `ADDRESS:PORT`. */
export async function whoAnswers(
  from: Machine,
  addresses: readonly string[],
  ports: readonly number[],
): Promise<readonly string[]> {
  const script = `const ask = (host, port) => new Promise((resolve) => {
      const socket = require("node:net").connect({ host, port });
      const end = (answer) => { resolve(answer); socket.destroy(); };
      socket.on("data", () => end([host + ":" + port])).on("error", () => end([]));
      setTimeout(end, 4000, []);
    });
    const all = ${JSON.stringify(addresses)}.flatMap((host) => ${JSON.stringify(ports)}.map((port) => ask(host, port)));
    Promise.all(all).then((answers) => console.log(JSON.stringify(answers.flat())));`;
  return JSON.parse((await from.run(process.execPath, ["-e", script])).stdout);
}
