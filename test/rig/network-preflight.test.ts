import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createMember } from "../../rig/neutron/accounts.ts";
import { type NeutronSites, startSites } from "../../rig/neutron/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { connectTo, neutronOf } from "./neutron-client/site.ts";

const multisite = fileURLToPath(new URL("../../bin/multisite", import.meta.url));
const runFile = promisify(execFile);

interface Report {
  readonly vni?: number;
  readonly findings: readonly {
    readonly code: string;
    readonly site: string;
    readonly field: string;
    readonly message: string;
  }[];
}

const document = (vni?: number): string => `apiVersion: multisite/v1
kind: StretchedNetwork
metadata: { name: backup }
spec:
  generation: 1
  project: admin
  type: overlay
  cidr: 10.60.0.0/24
${vni === undefined ? "" : `  vni: ${vni}\n`}  sites:
    - { name: east, pool: { first: 10.60.0.10, last: 10.60.0.79 } }
    - { name: west, pool: { first: 10.60.0.80, last: 10.60.0.149 } }
`;

describeReal("the preflight of a stretched network, at two real Neutrons", ringTwo, () => {
  let rig: NeutronSites<"east" | "west">;
  const directory = mkdtempSync(join(tmpdir(), "multisite-preflight-"));

  const clouds = (change: Readonly<Record<string, object>> = {}): string => {
    const file = join(directory, "clouds.yaml");
    const of = (site: "east" | "west") => {
      const { identity } = rig.sites[site].controller;
      const auth = {
        auth_url: identity.url,
        username: "admin",
        password: identity.adminPassword,
        project_name: "admin",
        user_domain_id: "default",
        project_domain_id: "default",
        ...change[site],
      };
      return { auth, region_name: identity.region };
    };
    writeFileSync(file, JSON.stringify({ clouds: { east: of("east"), "west-cloud": of("west") } }));
    return file;
  };
  /** What the command says, and its exit code. */
  async function ask(text: string, cloudsFile = clouds()): Promise<{ readonly exitCode: number; readonly report: Report }> {
    const file = join(directory, "network.yaml");
    writeFileSync(file, text);
    const args = ["network", "preflight", file, "--cloud", "west=west-cloud", "-o", "json"];
    const env = { ...process.env, OS_CLIENT_CONFIG_FILE: cloudsFile };
    const { code, stdout } = await runFile(multisite, args, { env }).then(
      (done) => ({ code: 0, stdout: done.stdout }),
      (failed: { readonly code: number; readonly stdout: string }) => failed,
    );
    return { exitCode: code, report: JSON.parse(stdout) as Report };
  }

  beforeAll(async () => {
    rig = await startSites({ east: {}, west: {} }, console.log);
  });
  afterAll(async () => {
    await rig?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test("two clouds as they should be carry it, with a VNI that is free in both", async () => {
    const { exitCode, report } = await ask(document());
    expect(report.findings).toEqual([]);
    expect(exitCode).toBe(0);
    expect(report.vni).toBeGreaterThan(0);
  });

  test("a VNI that one of them uses stands in the way, and site and field are named; another one is free", async () => {
    const neutron = neutronOf(connectTo(rig.sites.west.controller));
    await neutron.networks.create({ name: "other", "provider:network_type": "vxlan", "provider:segmentation_id": 7007 });
    const { exitCode, report } = await ask(document(7007));
    expect(exitCode).toBe(1);
    expect(report.findings).toMatchObject([{ site: "west", field: "spec.vni" }]);
    expect((await ask(document(7008))).report).toMatchObject({ vni: 7008, findings: [] });
  });

  test("a wrong password and a quota that is full are told as what they are", async () => {
    const { controller } = rig.sites.east;
    const neutron = neutronOf(connectTo(controller));
    const wrong = await ask(document(), clouds({ west: { password: "wrong" } }));
    expect(wrong.exitCode).toBe(1);
    expect(wrong.report.findings).toMatchObject([{ site: "west", field: "cloud west-cloud" }]);
    expect(wrong.report.findings[0]?.message).toMatch(/credentials of cloud west-cloud are refused/);
    const project = (await connectTo(controller).login()).body.project?.id ?? "";
    await neutron.quotas.update(project, { network: 0 });
    const full = await ask(document());
    expect(full.report.findings).toMatchObject([{ code: "network.preflight.quota", site: "east", field: "quota network" }]);
    await neutron.quotas.reset(project);
    expect((await ask(document())).exitCode).toBe(0);
  });

  test("a user who is no administrator is told what he may not do, and nothing else", async () => {
    await createMember(rig.sites.west.controller.identity, { name: "watcher", password: "rig-secret" });
    const { exitCode, report } = await ask(document(), clouds({ west: { username: "watcher", password: "rig-secret" } }));
    expect(exitCode).toBe(1);
    // Neutron refuses neither list: that of agents is empty, and the network of the test before comes without its segment.
    expect(report.findings).toMatchObject([
      {
        code: "network.preflight.rights",
        site: "west",
        message: expect.stringContaining("get_network:provider:segmentation_id"),
      },
      {
        code: "network.preflight.no_agent",
        site: "west",
        message: expect.stringContaining("give the user the role admin: nobody else is shown agents"),
      },
    ]);
  });

  test("a cloud that is gone stands in the way; nothing was written to any of them", async () => {
    await rig.sites.east.controller.kill();
    const { exitCode, report } = await ask(document());
    expect(exitCode).toBe(1);
    expect(report.findings.map(({ site, field }) => [site, field])).toEqual([["east", "cloud east"]]);
    const left = await neutronOf(connectTo(rig.sites.west.controller)).networks.list({ name: "backup" });
    expect(left).toEqual([]);
  });
});
