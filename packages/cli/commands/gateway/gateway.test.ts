import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { runCli, temporaryDirectory } from "../../testing/index.ts";
import { parseGatewayText } from "./config-file.ts";

function fileWith(text: string): string {
  const file = join(temporaryDirectory(), "gateway.yaml");
  writeFileSync(file, text);
  return file;
}

/** An identity service as far as a probe sees it. */
async function startProbed(): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(200).end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("multisite gateway --check", () => {
  test("shows every node as a gateway would find it, and ends well when one answers", async () => {
    const url = await startProbed();
    const file = fileWith(
      `identity:\n  own_site: north\n  endpoints:\n    - { site: north, url: "http://127.0.0.1:1" }\n    - { site: east, url: "${url}/v3" }\n`,
    );
    const { exitCode, out } = await runCli(["gateway", "--config", file, "--check"]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^SITE +URL +KIND +STATE +MS +WHY$/m);
    expect(out).toMatch(/^north \(own\) +http:\/\/127\.0\.0\.1:1 +unknown +down +the probe failed: ECONNREFUSED$/m);
    expect(out).toMatch(new RegExp(`^east +${url} +multisite +up +\\d+\\.\\d$`, "m"));
    const json = await runCli(["gateway", "--config", file, "--check", "--output", "json"]);
    expect(JSON.parse(json.out)).toMatchObject({ warnings: [], endpoints: [{ state: "down" }, { state: "up" }] });
  });

  test("ends with 1 when none answers, and warns of a site without a node of its own", async () => {
    const file = fileWith("identity: { own_site: north, endpoints: [{ site: east, url: 'http://127.0.0.1:1' }] }");
    const { exitCode, err } = await runCli(["gateway", "--config", file, "--check"]);
    expect(exitCode).toBe(1);
    expect(err).toContain("multisite: No endpoint stands in the own site north");
    expect(err).toContain("code: cli.gateway.no_node");
  });

  test("everything that is wrong is named with its line", async () => {
    const file = fileWith("identity:\n  own_sit: north\n  endpoints: [{ site: east }]\nhedge: { percent: x }\n");
    const { exitCode, err } = await runCli(["gateway", "--config", file, "--check"]);
    expect(exitCode).toBe(1);
    expect(err).toContain(`${file}:2: there is no option identity.own_sit; did you mean own_site?`);
    expect(err).toContain(`${file}:3: identity.endpoints must be a list of {site: NAME, url: http(s)://HOST:PORT}`);
    expect(err).toContain(`${file}:4: hedge.percent must be a whole number`);
  });

  test("a configuration without a node is refused with what to do", async () => {
    const { exitCode, err } = await runCli(["gateway", "--config", fileWith(""), "--check"]);
    expect(exitCode).toBe(1);
    expect(err).toContain("identity.endpoints names no identity service.");
    expect(err).toContain("code: middleware.gateway.config");
  });
});

test("--status of a gateway that does not run says so", async () => {
  const file = fileWith("admin: { socket: none.sock }");
  const { exitCode, err } = await runCli(["gateway", "--config", file, "--status"]);
  expect(exitCode).toBe(1);
  expect(err).toContain("none.sock does not answer: ENOENT");
});

test("relative paths are seen from the file's directory", () => {
  const config = parseGatewayText(
    "identity: { authorities: ca.crt }\nadmin: { socket: /run/a.sock }\n",
    "/etc/multisite/gateway.yaml",
  );
  expect([config.identity.authorities, config.admin.socket]).toEqual(["/etc/multisite/ca.crt", "/run/a.sock"]);
});

test("the configuration that --help shows can be used", async () => {
  const { out } = await runCli(["gateway", "--help"]);
  const shown = /A whole gateway\.yaml:\n((?: {2}.*\n)+)/.exec(out)?.[1] ?? "";
  const text = shown.replaceAll(/^ {2}/gm, "");
  expect(parseGatewayText(text, "gateway.yaml").identity.endpoints).toHaveLength(parse(text).identity.endpoints.length);
});
