import { expect, test } from "vitest";
import { readIdentityConfig } from "./index.ts";

test("a node of a star has facts, keys and socket in its home, but for what the document names", () => {
  const config = readIdentityConfig(
    { star: { home: "/home/n" }, fernet_tokens: { key_repository: "/etc/keystone/fernet-keys" } },
    "test",
  );
  expect(config.facts.path).toBe("/home/n/facts.db");
  expect(config.fernet_receipts.key_repository).toBe("/home/n/receipt-keys");
  expect(config.credential.key_repository).toBe("/home/n/credential-keys");
  expect(config.star.service_socket).toBe("/home/n/service.sock");
  expect(config.fernet_tokens.key_repository).toBe("/etc/keystone/fernet-keys");
  expect(readIdentityConfig({ star: { home: "/home/n" } }, "test").fernet_tokens.key_repository).toBe("/home/n/fernet-keys");
});

test("without a home everything is as before", () => {
  const config = readIdentityConfig({}, "test");
  expect([config.facts.path, config.fernet_tokens.key_repository, config.star.service_socket]).toEqual([
    undefined,
    "fernet-keys",
    undefined,
  ]);
});
