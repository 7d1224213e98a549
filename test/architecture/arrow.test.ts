import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf, readPackages } from "./workspace.ts";

/**
 * kernel <- openstack <- services <- { agent, cli }. A package may use what stands below it. Besides, the sandbox
 * uses the middleware, as every OpenStack service does; and a service may use a peer's `client`, nothing else of it.
 */
const services = ["identity", "middleware", "network", "vnf", "recovery", "sandbox"];
const below: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  openstack: ["kernel"],
  ...Object.fromEntries(services.map((name) => [name, ["kernel", "openstack"]])),
  sandbox: ["kernel", "openstack", "middleware"],
  agent: ["kernel", "openstack", ...services],
  cli: ["kernel", "openstack", ...services, "agent"],
  console: [],
};

const packages = readPackages();

function mayUse(user: string, specifier: string): boolean {
  const [, used = "", room = ""] = specifier.split("/");
  if (user === used || below[user]?.includes(used)) return true;
  return services.includes(user) && services.includes(used) && room === "client";
}

describe("the package arrow", () => {
  test("is known for every package: a new package needs a decision", () => {
    expect(packages.map((one) => one.name).filter((name) => !(name in below))).toEqual([]);
  });

  test.each(packages)("$name declares in its manifest only packages below it, or peers of which it takes the client", (one) => {
    const peers = services.includes(one.name) ? services : [];
    const allowed = [...(below[one.name] ?? []), ...peers];
    expect(one.dependsOn.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test.each(packages)("$name imports only packages that its manifest declares and the arrow allows", (one) => {
    const wrong = one.sources.flatMap((source) =>
      importsOf(source)
        .filter((specifier) => specifier.startsWith("@multisite/"))
        .filter((specifier) => {
          const used = specifier.split("/")[1] ?? "";
          return !mayUse(one.name, specifier) || (used !== one.name && !one.dependsOn.includes(used));
        })
        .map((specifier) => `${source} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each(packages)("$name reaches no other package's files by a relative path", (one) => {
    const wrong = one.sources.flatMap((source) =>
      importsOf(source)
        .filter((specifier) => specifier.startsWith("."))
        .filter((specifier) => !join(dirname(source), specifier).startsWith(`packages/${one.name}/`))
        .map((specifier) => `${source} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test("is really read from the sources: imports within the workspace are found", () => {
    const all = packages.flatMap((one) => one.sources.flatMap(importsOf));
    expect(all.filter((specifier) => specifier.startsWith("@multisite/kernel/")).length).toBeGreaterThan(5);
    expect(all.filter((specifier) => specifier.startsWith("./")).length).toBeGreaterThan(20);
  });

  test("refuses what it should refuse", () => {
    expect(mayUse("kernel", "@multisite/openstack/identity")).toBe(false);
    expect(mayUse("identity", "@multisite/sandbox")).toBe(false);
    expect(mayUse("network", "@multisite/identity")).toBe(false);
    expect(mayUse("network", "@multisite/identity/client")).toBe(true);
    expect(mayUse("sandbox", "@multisite/middleware")).toBe(true);
    expect(mayUse("openstack", "@multisite/identity/client")).toBe(false);
  });
});
