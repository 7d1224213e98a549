import { Secret } from "@multisite/kernel/secret";
import { describe, expect, test } from "vitest";
import { parseStar, type StarMode, starExamples } from "../../topology/index.ts";
import { hostOptions, type RenderedFile, renderGateway, renderStar } from "./index.ts";

const modes = Object.keys(starExamples) as StarMode[];
const starOf = (mode: StarMode) => parseStar(starExamples[mode], `${mode}.yaml`);
const passwords = {
  identity: new Secret("clear-identity"),
  monitor: new Secret("clear-monitor"),
  nodes: new Secret("clear-nodes"),
};

const show = (node: string, { path, mode, text }: RenderedFile): string =>
  `==== ${node}: ${path} (${mode.toString(8)})\n${String(text)}`;

describe.each(modes)("mode %s", (mode) => {
  test("what each host of the example gets is what was looked at", async () => {
    const shown = [...renderStar(starOf(mode))].flatMap(([node, files]) =>
      files.filter(({ path }) => /(?:\.cnf|README\.md)$/.test(path)).map((file) => show(node, file)),
    );
    await expect(shown.join("\n")).toMatchFileSnapshot(`golden/${mode}.txt`);
  });

  test("nodes of one cluster count its writes alike, and everything else apart", () => {
    const numbers = [...renderStar(starOf(mode)).values()].flatMap((files) => {
      const settings = String(files.find(({ path }) => path.endsWith("mariadb.cnf"))?.text ?? "");
      const value = (name: string): string => new RegExp(`^${name} = (.*)$`, "m").exec(settings)?.[1] ?? "";
      if (settings === "") return [];
      return {
        cluster: value("wsrep_cluster_name"),
        shared: value("wsrep_gtid_domain_id"),
        own: value("gtid_domain_id"),
        server: value("server_id"),
      };
    });
    expect(new Set(numbers.map(({ own }) => own)).size).toBe(numbers.length);
    const clusters = Map.groupBy(numbers, ({ cluster }) => cluster);
    for (const [cluster, members] of clusters) {
      const servers = new Set(members.map(({ server }) => server)).size;
      expect(servers, cluster).toBe(cluster === "" ? members.length : 1);
      if (cluster !== "") expect(new Set(members.map(({ shared }) => shared)).size).toBe(1);
    }
    const inClusters = [...clusters].filter(([cluster]) => cluster !== "").map(([, [first]]) => first?.shared);
    expect(new Set(inClusters).size).toBe(inClusters.length);
  });
});

test("what is the same on all hosts, and a gateway of a site without nodes, is what was looked at", async () => {
  const star = starOf("star");
  const all = renderStar(star);
  const more = (all.get("east-1") ?? []).filter(({ path }) => !/(?:\.cnf|README\.md)$/.test(path));
  const votes = (all.get("north-vote") ?? []).filter(({ path }) => path.endsWith(".service"));
  const edge = star.sites.find(({ name }) => name === "edge");
  const shown = [
    ...more.map((file) => show("east-1", file)),
    ...votes.map((file) => show("north-vote", file)),
    ...(edge === undefined ? [] : renderGateway(star, edge)).map((file) => show("edge", file)),
  ];
  await expect(shown.join("\n")).toMatchFileSnapshot("golden/all-modes.txt");
});

test("numbers of a node stay when others come and go, so that no two are ever alike", () => {
  const star = starOf("star");
  const [east, ...others] = star.sites;
  const grown = {
    ...star,
    sites: [
      ...others,
      { name: "new", region: "new", nodes: (east?.nodes ?? []).map((node) => ({ ...node, name: "new-1" })) },
      ...(east === undefined ? [] : [east]),
    ],
  };
  const numberOf = (files: readonly RenderedFile[] | undefined): string | undefined =>
    /^gtid_domain_id = .*$/m.exec(String(files?.find(({ path }) => path.endsWith("mariadb.cnf"))?.text))?.[0];
  const [before, after] = [renderStar(star), renderStar(grown)];
  for (const name of ["east-1", "west-1", "north-1"]) expect(numberOf(after.get(name))).toBe(numberOf(before.get(name)));
});

test("passwords are in files of their owner only, and never in a text that can be shown", () => {
  const files = [...renderStar(starOf("star"), { ...hostOptions, passwords }).values()].flat();
  expect(files.map((file) => show("", file)).join("")).not.toMatch(/clear-|PASSWORD-OF/);
  const secret = files.filter(({ text }) => text instanceof Secret);
  expect(new Set(secret.map(({ path }) => path.split("/").at(-1)))).toEqual(
    new Set(["accounts.sql", "identity.yaml", "agent.yaml"]),
  );
  for (const { mode } of secret) expect(mode).toBe(0o600);
});

test("a node that is kept behind on purpose serves nobody", () => {
  const paths = (renderStar(starOf("star")).get("north-late") ?? []).map(({ path }) => path);
  expect(paths.filter((path) => /identity|gateway/.test(path))).toEqual([]);
});
