import { expect, test } from "vitest";
import { compareAnswers } from "./compare.ts";
import { createNames } from "./names.ts";
import { normalise, valuesAsked } from "./normalise.ts";
import { create } from "./requests/write.ts";

const answer = (port: object) => ({ status: 200, body: { ports: [port] } });

test.each([
  ["another status", answer({ name: "a" }), { ...answer({ name: "a" }), status: 201 }],
  ["a key that is missing", answer({ name: "a", mtu: 1 }), answer({ name: "a" })],
  ["a key too many", answer({ name: "a" }), answer({ name: "a", mtu: 1 })],
  ["another type", answer({ mtu: 1 }), answer({ mtu: "1" })],
  ["null instead of nothing", answer({ mtu: null }), answer({})],
  ["another value", answer({ name: "a" }), answer({ name: "b" })],
  ["more items", answer({ name: "a" }), { status: 200, body: { ports: [{ name: "a" }, { name: "a" }] } }],
  ["no body", answer({}), { status: 200 }],
])("the comparison finds %s", (_what, there, here) => {
  expect(Object.keys(compareAnswers({ one: there }, { one: here }))).toEqual(["one"]);
  expect(compareAnswers({ one: there }, { one: there })).toEqual({});
});

test("the comparison finds a request that only one was given", () => {
  expect(compareAnswers({ one: answer({}) }, {})).toEqual({ one: ["only there"] });
  expect(compareAnswers({}, { one: answer({}) })).toEqual({ one: ["only here"] });
});

test("only what Neutron chose is hidden: IDs, times, and addresses that no request said", () => {
  const asked = valuesAsked({ one: create("port", { fixed_ips: [{ ip_address: "192.0.2.7" }] }) });
  const names = createNames({ net: "0f0e0d0c-0b0a-4908-8706-050403020100" });
  const body = {
    id: "11111111-2222-4333-8444-555555555555",
    network_id: "0f0e0d0c-0b0a-4908-8706-050403020100",
    created_at: "2026-11-26T12:00:00Z",
    gateway_ip: "192.0.2.1",
    fixed_ips: [{ ip_address: "192.0.2.7" }, { ip_address: "192.0.2.8" }],
    revision_number: 7,
  };
  expect(normalise({ status: 200, text: "{}", body }, { names, asked, isOrdered: true }).body).toEqual({
    id: "<uuid>",
    network_id: "<net>",
    created_at: "<time>",
    gateway_ip: "192.0.2.1",
    fixed_ips: [{ ip_address: "192.0.2.7" }, { ip_address: "<ip_address>" }],
    revision_number: "<number>",
  });
});
