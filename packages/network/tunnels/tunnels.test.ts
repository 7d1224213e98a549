import { describe, expect, test } from "vitest";
import { judgeTunnel } from "./judge.ts";
import { readPing } from "./read-ping.ts";
import type { PingOutput, TunnelEvidence } from "./types.ts";

const VTEP = "192.0.2.11";
const head = (size: number) => `PING ${VTEP} (${VTEP}) ${size}(${size + 28}) bytes of data.\n`;
const none = (more = "") =>
  `\n--- ${VTEP} ping statistics ---\n3 packets transmitted, 0 received,${more} 100% packet loss, time 612ms\n\n`;
const answered: PingOutput = {
  exitCode: 0,
  text: `${head(56)}64 bytes from ${VTEP}: icmp_seq=1 ttl=63 time=20.4 ms\n\n--- ${VTEP} ping statistics ---\n3 packets transmitted, 3 received, 0% packet loss, time 604ms\n`,
};
const silent: PingOutput = { exitCode: 1, text: `${head(56)}${none()}` };
const unreachable: PingOutput = {
  exitCode: 1,
  text: `${head(56)}From 10.0.0.1 icmp_seq=1 Destination Host Unreachable\n${none(" +3 errors,")}`,
};
const tooLarge: PingOutput = {
  exitCode: 1,
  text: `${head(1472)}From 10.0.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)\n${none(" +1 errors,")}`,
};
const noProgram: PingOutput = { exitCode: null, text: "" };
const noRight: PingOutput = { exitCode: 2, text: "ping: socket: Operation not permitted\n" };

describe("what ping prints", () => {
  const cases: readonly (readonly [what: string, output: PingOutput, means: object])[] = [
    ["an answer", answered, { kind: "answered" }],
    ["one answer of three", { exitCode: 0, text: "3 packets transmitted, 1 received, 66% packet loss" }, { kind: "answered" }],
    [
      "BusyBox's answer",
      { exitCode: 0, text: "3 packets transmitted, 3 packets received, 0% packet loss" },
      { kind: "answered" },
    ],
    ["no answer", silent, { kind: "silent" }],
    ["a router without a way", unreachable, { kind: "no-way", words: "Destination Host Unreachable" }],
    [
      "a firewall that says so",
      { exitCode: 1, text: `From 10.0.0.1 icmp_seq=1 Packet filtered\n${none(" +1 errors,")}` },
      { kind: "no-way" },
    ],
    ["no route here", { exitCode: 2, text: "ping: connect: Network is unreachable\n" }, { kind: "no-way" }],
    [
      "a firewall of the own host",
      { exitCode: 1, text: `ping: sendmsg: Operation not permitted\n${none()}` },
      { kind: "no-way" },
    ],
    ["a narrow link elsewhere", tooLarge, { kind: "too-large", mtu: 1400 }],
    [
      "a narrow link of the own host",
      { exitCode: 1, text: `ping: local error: message too long, mtu=1450\n${none(" +3 errors,")}` },
      { kind: "too-large", mtu: 1450 },
    ],
    ["no program", noProgram, { kind: "cannot", words: "there is no program ping" }],
    ["no rights", noRight, { kind: "cannot", words: "ping: socket: Operation not permitted" }],
    [
      "an option that it does not know",
      { exitCode: 1, text: "ping: unrecognized option: M\nBusyBox v1.36\n" },
      { kind: "cannot" },
    ],
  ];
  test.each(cases)("%s is understood", (_, output, means) => expect(readPing(output)).toMatchObject(means));
});

describe("an endpoint", () => {
  const judge = (change: Partial<TunnelEvidence>) =>
    judgeTunnel({ vtep: VTEP, udp: null, small: answered, wide: answered, ...change }, 1500);
  const cases: readonly (readonly [what: string, change: Partial<TunnelEvidence>, state: string, why: RegExp])[] = [
    ["that answers large pings is reached", {}, "reached", /a ping of 1500 bytes/],
    ["without a known size is reached by a small one", { wide: null }, "reached", /size of packets was not tried/],
    ["is not called narrow where ping has no such option", { wide: noRight }, "reached", /size of packets was not tried/],
    ["that answers small ones only is behind a narrow way", { wide: silent }, "narrow", /none of 1500 bytes/],
    ["is narrow with the number that was said", { wide: tooLarge }, "narrow", /a link carries 1400$/],
    ["is narrow also when its host has no VXLAN yet", { udp: "ECONNREFUSED", wide: silent }, "narrow", /none of 1500/],
    [
      "where nothing takes VXLAN is reached, and refuses",
      { udp: "ECONNREFUSED" },
      "refused",
      /answers a ping, and UDP 4789 is refused/,
    ],
    [
      "that refuses, and answers no ping, has answered all the same",
      { udp: "ECONNREFUSED", small: silent, wide: silent },
      "refused",
      /^UDP 4789 is refused/,
    ],
    [
      "of which a firewall rejects VXLAN is not reached, though pings pass",
      { udp: "EHOSTUNREACH" },
      "unreached",
      /answers a ping, and UDP 4789 is rejected on the way \(EHOSTUNREACH\)/,
    ],
    ["without a route is not reached", { udp: "ENETUNREACH", small: unreachable, wide: unreachable }, "unreached", /ENETUNREACH/],
    ["that a router does not find is not reached", { small: unreachable, wide: unreachable }, "unreached", /Host Unreachable/],
    ["from which nothing comes is not reached", { small: silent, wide: silent }, "unreached", /answers no ping/],
    [
      "is not known without a program ping: VXLAN is silent when it works",
      { small: noProgram, wide: noProgram },
      "unknown",
      /proves nothing/,
    ],
    ["is not known where the own node has no sockets left", { udp: "EMFILE" }, "unknown", /EMFILE/],
  ];
  test.each(cases)("%s", (_, change, state, why) => {
    const found = judge(change);
    expect([found.state, found.vtep]).toEqual([state, VTEP]);
    expect(found.why).toMatch(why);
  });
});
