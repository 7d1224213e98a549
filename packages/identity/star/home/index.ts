import { join } from "node:path";

/** Where the things of one node are: a directory that only the user of its services can read. */
export interface StarHome {
  /** The topology document lies in it as `star.yaml`, with its generations. */
  readonly directory: string;
  /** Who this node is, and whom it believed when it joined. */
  readonly nodeFile: string;
  readonly facts: string;
  readonly board: string;
  readonly alarms: string;
  readonly runs: string;
  /** Certificates of the links between nodes. */
  readonly pki: string;
  /** The member's own keys in the ceremony. */
  readonly member: string;
  /** Keys of the ceremony, by purpose and ID. */
  readonly keys: string;
  /** Directories as Keystone reads them. */
  readonly fernetKeys: string;
  readonly receiptKeys: string;
  readonly credentialKeys: string;
  /** Of the embedded engine. */
  readonly identityDatabase: string;
  /** Of the network half of the site's agent, where this node has the cloud. */
  readonly network: string;
  /** What an operator asks of the agent, over HTTP. */
  readonly adminSocket: string;
  /** What identity processes of this host ask of the agent, over HTTP. */
  readonly serviceSocket: string;
}

/** The layout of a node's home. */
export function starHome(directory: string): StarHome {
  const at = (...names: readonly string[]): string => join(directory, ...names);
  return {
    directory,
    nodeFile: at("node.json"),
    facts: at("facts.db"),
    board: at("board.db"),
    alarms: at("alarms.db"),
    runs: at("runs.db"),
    pki: at("pki"),
    member: at("member"),
    keys: at("keys"),
    fernetKeys: at("fernet-keys"),
    receiptKeys: at("receipt-keys"),
    credentialKeys: at("credential-keys"),
    identityDatabase: at("identity.db"),
    network: at("network"),
    adminSocket: at("admin.sock"),
    serviceSocket: at("service.sock"),
  };
}
