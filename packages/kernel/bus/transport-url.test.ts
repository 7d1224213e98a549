import { inspect } from "node:util";
import { expect, test } from "vitest";
import { parseTransportUrl } from "./index.ts";

const plain = (url: string) => {
  const { hosts, virtualHost } = parseTransportUrl(url);
  return [virtualHost, ...hosts.map((host) => `${host.username}|${host.password.reveal()}|${host.hostname}|${host.port}`)];
};

test.each([
  ["rabbit://u:p@mq:5673/vhost", ["vhost", "u|p|mq|5673"]],
  ["rabbit://u:p@mq1,u2:p2@mq2:1/", ["/", "u|p|mq1|5672", "u2|p2|mq2|1"]],
  ["rabbit://u:p@mq1:5672,mq2:5672//openstack", ["/openstack", "u|p|mq1|5672", "u|p|mq2|5672"]],
  ["rabbit://u:p%40%3A%2F@[::1]:5672?ssl=1", ["/", "u|p@:/|::1|5672"]],
  ["rabbit://mq", ["/", "guest|guest|mq|5672"]],
])("%s is read as oslo.messaging reads it", (url, expected) => {
  expect(plain(url)).toEqual(expected);
});

test.each(["", "kafka://a", "rabbit://", "rabbit://u:hidden@mq:port/"])("%j is refused without showing it", (url) => {
  let message = "";
  try {
    parseTransportUrl(url);
  } catch (thrown) {
    message = inspect(thrown);
  }
  expect(message).toMatch(/transport URL is not understood/);
  expect(message).not.toContain("hidden");
});

test("a location can be printed without its password", () => {
  expect(inspect(parseTransportUrl("rabbit://u:hidden@mq/"), { depth: 9 })).not.toContain("hidden");
});
