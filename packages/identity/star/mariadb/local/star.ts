import { clusterOf } from "../../topology/clusters.ts";
import { nodeAccess } from "../access/index.ts";
import { pathsOf } from "../render/index.ts";
import { nodePassword } from "../render/passwords.ts";
import { localLayout } from "./files.ts";
import type { LocalNode, LocalStar } from "./types.ts";

interface LocalStarParts extends Pick<LocalStar, "star" | "directory" | "nodes" | "passwords"> {
  readonly isInTls: boolean;
}

/** The star around its nodes. */
export function createLocalStar({ isInTls, ...parts }: LocalStarParts): LocalStar {
  const { star, directory, nodes, passwords } = parts;
  const nodeOf = (name: string): LocalNode => {
    const node = nodes.get(name);
    if (node === undefined) throw new Error(`The star ${star.name} has no node ${name}.`);
    return node;
  };
  return {
    ...parts,
    node: nodeOf,
    access(name) {
      const { user, socketPath = "" } = nodeOf(name).administrator;
      const { authority, certificate, key } = pathsOf(localLayout(directory, name));
      return nodeAccess({
        star: () => star,
        node: name,
        socketPath,
        user,
        password: nodePassword(passwords, name),
        ...(isInTls ? { tls: { caPath: authority, certificatePath: certificate, keyPath: key } } : {}),
      });
    },
    async stop() {
      const all = [...nodes.values()];
      const votes = ({ name }: LocalNode): boolean => clusterOf(star, name) !== undefined;
      await Promise.all(all.filter((node) => !votes(node)).map((node) => node.stop()));
      await Promise.all(all.filter((node) => node.node.role !== "arbitrator").map((node) => node.stop()));
      await Promise.all(all.map((node) => node.stop()));
    },
  };
}
