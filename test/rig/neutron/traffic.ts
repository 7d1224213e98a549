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
