import { clusterOf, type StarCluster } from "../../topology/clusters.ts";
import { mastersOf, type SitedNode, servingNodesOf } from "../../topology/queries.ts";
import type { IdentityStar, StarNode, StarSite } from "../../topology/types.ts";
import { DATABASE } from "./accounts.ts";
import { galeraPorts } from "./galera.ts";
import { pathsOf } from "./layout.ts";
import type { HostLayout, RenderOptions } from "./types.ts";

/** What an operator does on the host of a node, in this order. */
export function steps(star: IdentityStar, sited: SitedNode, options: RenderOptions): string {
  const { site, node } = sited;
  const layout = options.layoutOf(node.name);
  const cluster = clusterOf(star, node.name);
  const all =
    node.role === "arbitrator"
      ? [arbitratorPackages(), owner(layout), openPorts(star, sited, cluster), homeStep(star, node, layout), startArbitrator()]
      : [
          packages(cluster),
          owner(layout),
          ...(options.passwords === undefined ? [passwordsStep(layout)] : []),
          openPorts(star, sited, cluster),
          homeStep(star, node, layout),
          ...fill(star, sited, cluster, options),
          services(layout, servingNodesOf(site).includes(node)),
        ];
  const heading = `# ${node.name}: ${node.role} of the star ${star.name}, site ${site.name} (generation ${star.generation})`;
  return (
    document(heading, all) + (cluster === undefined || node.role === "arbitrator" ? "" : whenTheClusterIsDown(node.name, layout))
  );
}

/** Galera starts by itself unless all its nodes were down, or those that are left are no majority. */
function whenTheClusterIsDown(name: string, { user, run, home, config }: HostLayout): string {
  const asUser = `runuser -u ${user} --`;
  return `
## When no node of the cluster runs

Galera does not begin by itself then, as it cannot know who has the most. Ask on the host of each node:

    ${asUser} mariadbd --defaults-file=${config}/mariadb.cnf --wsrep-recover 2>&1 | grep 'Recovered position'

Stop the arbitrator on its host (systemctl stop multisite-arbitrator): it still belongs to the former cluster, and a new one that
it comes back to aborts. On the host with the highest number after the colon, and only there; then start the arbitrator and
the others as usual:

    sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' ${home}/database/grastate.dat
    echo MULTISITE_MARIADB_OPTIONS=--wsrep-new-cluster > ${run}/mariadb.env
    systemctl start multisite-mariadb

## When this node runs, and takes no writes because the others cannot be reached

Only when you know that the others are down, as two halves that go on are two histories:

    ${asUser} multisite star declare-primary ${name} --home ${home} --reason "how you know"
`;
}

/** On a host of a site that has no node: a gateway only. */
export function siteSteps(star: IdentityStar, site: StarSite, layout: HostLayout): string {
  return document(`# A host with a gateway in the site ${site.name} of the star ${star.name}`, [
    step("The user of the service", [`useradd --system --home-dir ${layout.home} --create-home ${layout.user}`]),
    step("The gateway", ["systemctl daemon-reload", "systemctl enable --now multisite-gateway"]),
  ]);
}

interface Step {
  readonly title: string;
  readonly lines: readonly string[];
  readonly note?: string;
}

const step = (title: string, lines: readonly string[], note?: string): Step => ({ title, lines, ...(note ? { note } : {}) });

function document(heading: string, all: readonly Step[]): string {
  const texts = all.map(({ title, lines, note }, index) =>
    [
      `## ${index + 1}. ${title}`,
      ...(note === undefined ? [] : ["", note]),
      ...(lines.length === 0 ? [] : ["", ...lines.map((line) => `    ${line}`)]),
    ].join("\n"),
  );
  return `${[heading, ...texts].join("\n\n")}\n`;
}

const PACKAGES = ["mariadb-server", "mariadb-backup"];

function packages(cluster: StarCluster | undefined): Step {
  const names = cluster === undefined ? PACKAGES : [...PACKAGES, "galera-4", "socat"];
  return step(
    "Programs",
    [`apt-get install ${names.join(" ")}`, "systemctl disable --now mariadb"],
    "Debian's own MariaDB service stays off: the star's runs as the user of the star, from its own directory.",
  );
}

function arbitratorPackages(): Step {
  return step("Programs", ["apt-get install galera-arbitrator-4", "systemctl disable --now garb"]);
}

function owner({ user, home, config }: HostLayout): Step {
  return step(
    "The user of the star, its directories and files",
    [
      `useradd --system --home-dir ${home} --create-home ${user}`,
      `install -d -m 700 -o ${user} ${home} ${home}/tmp ${config}`,
      `chown -R ${user}: ${config}`,
    ],
    "Copy the files beside this one to where they belong.",
  );
}

/** Before MariaDB, which speaks TLS with the certificate that comes with it. */
function homeStep(star: IdentityStar, { name }: StarNode, { user, home, config }: HostLayout): Step {
  const asUser = `runuser -u ${user} --`;
  const first = mastersOf(star)[0]?.node.name;
  if (first === name) {
    return step(
      "The node's home: certificate authority, keys, the document",
      [`${asUser} multisite star init ${config}/star.yaml --node ${name} --home ${home}`],
      `Keep a copy of ${home}/pki and ${home}/member in a safe.`,
    );
  }
  return step(
    "The node's home: its keys, its certificate, the document",
    [`${asUser} multisite site join - --home ${home}    # then paste the invitation`],
    `The invitation comes from ${first}, whose agent must run: \`multisite site invite ${name}\` there.`,
  );
}

function passwordsStep({ config }: HostLayout): Step {
  return step(
    "Passwords",
    [`grep -rn __PASSWORD-OF- ${config}`],
    "Put a password in the place of each placeholder: the same on all hosts for the same name.",
  );
}

function openPorts(star: IdentityStar, { node }: SitedNode, cluster: StarCluster | undefined): Step {
  const lines: string[] = [];
  if (cluster !== undefined) {
    const { group, incremental, transfer } = galeraPorts(node);
    const others = [...cluster.nodes, ...cluster.arbitrators].filter((other) => other.node !== node);
    const ports = node.role === "arbitrator" ? `${group}` : `${group}, ${incremental}, ${transfer}`;
    lines.push(`tcp ${ports} from ${others.map((other) => other.node.address).join(" ")}    # Galera`);
  }
  if (node.role !== "arbitrator") {
    const readers = star.sites.flatMap((site) => site.nodes).filter((other) => other !== node && other.role !== "arbitrator");
    lines.push(`tcp ${node.ports.database} from ${readers.map(({ address }) => address).join(" ")}    # MariaDB`);
    lines.push(`tcp ${node.ports.agent} from all nodes of the star    # agents`);
    lines.push(`tcp ${node.ports.identity} from clients and gateways    # identity API`);
  }
  return step("Ports that must be reachable", lines);
}

const startArbitrator = (): Step =>
  step("The arbitrator", ["systemctl daemon-reload", "systemctl enable --now multisite-arbitrator"]);

function fill(
  star: IdentityStar,
  { node }: SitedNode,
  cluster: StarCluster | undefined,
  { layoutOf }: RenderOptions,
): readonly Step[] {
  const { settings, data, accounts, socket } = pathsOf(layoutOf(node.name));
  const { user, run, config } = layoutOf(node.name);
  const asUser = `runuser -u ${user} --`;
  const start = ["systemctl daemon-reload", "systemctl enable --now multisite-mariadb"];
  const asFirst = [
    "systemctl daemon-reload",
    `install -d -m 755 -o ${user} ${run}`,
    `echo MULTISITE_MARIADB_OPTIONS=--wsrep-new-cluster > ${run}/mariadb.env`,
    "systemctl enable --now multisite-mariadb",
  ];
  if (mastersOf(star)[0]?.node === node) {
    const install = `${asUser} mariadb-install-db --defaults-file=${settings} --auth-root-authentication-method=socket --auth-root-socket-user=${user} --skip-test-db --skip-log-bin --wsrep-on=OFF`;
    return [
      step(
        "The first database of the star",
        [install, ...asFirst],
        "Only once, when the star is new; after that like any other node.",
      ),
      step(
        "Accounts",
        [
          `${asUser} mariadb --socket=${socket} < ${accounts}`,
          `${asUser} mariadb --socket=${socket} -e "SET GLOBAL read_only = OFF"`,
        ],
        "Masters start closed, and are opened by their agents; this one has no agent yet.",
      ),
      step(
        "Tables and administrator",
        [`${asUser} multisite identity bootstrap --config ${config}/identity.yaml`],
        `Or let a stock Keystone make them (\`keystone-manage db_sync\`), or restore its database as \`${DATABASE}\`.`,
      ),
    ];
  }
  const isLink = cluster !== undefined && !cluster.isWritable && cluster.links[0]?.node === node;
  if (cluster !== undefined && !isLink)
    return [step("The database", start, "Without data it fetches everything from another node of its cluster by itself.")];
  const donor = mastersOf(star).find((master) => master.node.name === node.follows)?.node;
  const onDonor = `mariadb-backup --defaults-file=${settings} --backup --stream=mbstream --user=${user} --socket=${socket}`;
  return [
    step(
      `A copy of ${donor?.name}`,
      [
        `${asUser} mkdir -m 700 ${data}`,
        `ssh ${donor?.address} ${asUser} ${onDonor} | ${asUser} mbstream -x -C ${data}`,
        `${asUser} mariadb-backup --prepare --target-dir=${data}`,
        `rm -f ${data}/binlog.*`,
      ],
      "A replica cannot begin from nothing: the oldest changes are in no master's log any more.",
    ),
    step("The database", isLink ? asFirst : start),
    step(
      `Follow ${donor?.name} from where the copy was made`,
      [
        `position=$(${asUser} awk '{ print $3 }' ${data}/xtrabackup_binlog_info)`,
        `${asUser} mariadb --socket=${socket} -e "SET GLOBAL gtid_slave_pos = '$position'"`,
      ],
      "The agent then points it at its master, compares it, and lets it serve.",
    ),
  ];
}

function services({ config }: HostLayout, isServing: boolean): Step {
  const names = isServing ? "multisite-agent multisite-identity multisite-gateway" : "multisite-agent";
  return step(
    "Our services",
    ["systemctl daemon-reload", `systemctl enable --now ${names}`, "multisite star status"],
    isServing
      ? `The certificate of the public name belongs into ${config}/public.crt and public.key, its authority into public-ca.crt.`
      : "It is kept behind on purpose, so that no identity service answers from it.",
  );
}
