import { pathsOf } from "./layout.ts";
import type { HostLayout } from "./types.ts";

/** A service of a host. */
export interface Unit {
  readonly name: string;
  readonly text: string;
}

interface UnitParts {
  readonly name: string;
  readonly description: string;
  readonly after: readonly string[];
  /** Lines of `[Service]` besides those that all have. */
  readonly service: readonly string[];
}

/** Where the command line is. */
const PROGRAM = "/usr/bin/multisite";

/** MariaDB; `Type=notify` waits until it serves, which after a long absence is when it has been filled again. */
export function mariadbUnit(layout: HostLayout): Unit {
  return unit(layout, {
    name: "multisite-mariadb",
    description: "MariaDB of a multisite star",
    after: ["network-online.target"],
    service: [
      "Type=notify",
      `EnvironmentFile=-${layout.run}/mariadb.env`,
      `ExecStart=/bin/sh ${pathsOf(layout).start} $MULTISITE_MARIADB_OPTIONS`,
      `ExecStartPost=/bin/rm -f ${layout.run}/mariadb.env`,
      "KillSignal=SIGTERM",
      "SendSIGKILL=no",
      "TimeoutStartSec=infinity",
      "TimeoutStopSec=900",
      "Restart=on-abnormal",
      "LimitNOFILE=32768",
    ],
  });
}

/** The arbitrator; it comes back by itself after a cut. */
export function arbitratorUnit(layout: HostLayout): Unit {
  return unit(layout, {
    name: "multisite-arbitrator",
    description: "Galera arbitrator of a multisite star",
    after: ["network-online.target"],
    service: [
      `ExecStart=/usr/bin/garbd --cfg ${pathsOf(layout).arbitrator}`,
      "KillSignal=SIGINT",
      "Restart=always",
      "RestartSec=5",
    ],
  });
}

export function agentUnit(layout: HostLayout): Unit {
  return unit(layout, {
    name: "multisite-agent",
    description: "multisite agent of a node",
    after: ["network-online.target", "multisite-mariadb.service"],
    service: [`ExecStart=${PROGRAM} agent --config ${layout.config}/agent.yaml`, "Restart=always", "RestartSec=2"],
  });
}

/** The identity service; it does without the agent, and without MariaDB it answers that it cannot serve. */
export function identityUnit(layout: HostLayout): Unit {
  return unit(layout, {
    name: "multisite-identity",
    description: "identity service of multisite (Keystone v3)",
    after: ["network-online.target", "multisite-mariadb.service"],
    service: [
      `ExecStart=${PROGRAM} identity serve --config ${layout.config}/identity.yaml`,
      "ExecReload=/bin/kill -HUP $MAINPID",
      "Restart=always",
      "RestartSec=2",
      "TimeoutStopSec=30",
    ],
  });
}

export function gatewayUnit(layout: HostLayout): Unit {
  return unit(layout, {
    name: "multisite-gateway",
    description: "multisite gateway: one local identity URL",
    after: ["network-online.target"],
    service: [
      `ExecStart=${PROGRAM} gateway --config ${layout.config}/gateway.yaml`,
      "ExecReload=/bin/kill -HUP $MAINPID",
      "Restart=always",
      "RestartSec=1",
    ],
  });
}

function unit({ user }: HostLayout, { name, description, after, service }: UnitParts): Unit {
  return {
    name: `${name}.service`,
    text: `[Unit]
Description=${description}
Wants=network-online.target
After=${after.join(" ")}

[Service]
User=${user}
Group=${user}
UMask=0077
RuntimeDirectory=multisite
RuntimeDirectoryPreserve=yes
RuntimeDirectoryMode=0755
${service.join("\n")}

[Install]
WantedBy=multi-user.target
`,
  };
}
