import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseGatewayText } from "../../packages/cli/commands/gateway/config-file.ts";
import { parseConfig } from "../../packages/cli/config-file/index.ts";
import { readYamlSettings } from "../../packages/cli/config-file/yaml.ts";
import {
  mariadbOptions,
  parseStar,
  type RenderedFile,
  renderGateway,
  renderStar,
  type StarMode,
  starExamples,
} from "../../packages/identity/star/index.ts";
import { readOptions, text } from "../../packages/kernel/config/index.ts";
import { ringOne } from "../../rig/debian/packages.ts";
import { run } from "../../rig/process/run.ts";
import { describeReal } from "../support/describe-real.ts";

const modes = Object.keys(starExamples) as StarMode[];
const starOf = (mode: StarMode) => parseStar(starExamples[mode], `${mode}.yaml`);
const filesOf = (mode: StarMode): readonly RenderedFile[] => [...renderStar(starOf(mode)).values()].flat();
const ending = (files: readonly RenderedFile[], end: string): string[] =>
  files.filter(({ path }) => path.endsWith(end)).map((file) => String(file.text));

describeReal("settings that are written for MariaDB", ringOne, () => {
  const directory = mkdtempSync(join(tmpdir(), "multisite-rendered-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** MariaDB reads a file, says what it made of it, and ends. */
  async function readByMariadb(settings: string) {
    const file = join(directory, "mariadb.cnf");
    writeFileSync(file, settings);
    return run("/usr/sbin/mariadbd", [`--defaults-file=${file}`, "--help", "--verbose"]);
  }

  test.each(modes)("are understood by the real server: mode %s", async (mode) => {
    for (const settings of ending(filesOf(mode), "mariadb.cnf")) {
      const { code, stdout, stderr } = await readByMariadb(settings);
      expect(stderr).not.toMatch(/unknown|ambiguous|\[ERROR\]/i);
      expect(code).toBe(0);
      const domain = /^gtid_domain_id = (\d+)$/m.exec(settings)?.[1];
      expect(/^gtid-domain-id +(\d+)$/m.exec(stdout)?.[1]).toBe(domain);
    }
  });

  test("are refused by it when one of them is wrong, so that the check can fail", async () => {
    const [settings = ""] = ending(filesOf("star"), "mariadb.cnf");
    const { code, stderr } = await readByMariadb(settings.replace("wsrep_gtid_mode", "wsrep_gtid_mood"));
    expect(code).not.toBe(0);
    expect(stderr).toContain("wsrep_gtid_mood");
  });
});

describe("settings that are written for our own services", () => {
  test.each(modes)("are understood by them: mode %s", (mode) => {
    const star = starOf(mode);
    const files = [...filesOf(mode), ...star.sites.flatMap((site) => renderGateway(star, site))];
    const identities = ending(files, "identity.yaml").map((yaml) => parseConfig(yaml, "/etc/multisite/identity.yaml"));
    for (const config of identities) {
      expect(config.auth.methods).toEqual(star.wire.authMethods);
      expect(config.token.expiration).toBe(star.keys.tokenExpirationSeconds);
    }
    const gateways = ending(files, "gateway.yaml").map((yaml) => parseGatewayText(yaml, "/etc/multisite/gateway.yaml"));
    for (const { identity } of gateways) expect(identity.endpoints.length).toBe(identities.length);
    const groups = { agent: { home: text("", "Home.") }, mariadb: mariadbOptions };
    for (const yaml of ending(files, "agent.yaml")) {
      const { document, problems } = readYamlSettings(yaml, "agent.yaml", groups);
      expect(problems).toEqual([]);
      expect(readOptions(groups, document, "agent.yaml").mariadb.tls).toBe(true);
    }
  });
});
