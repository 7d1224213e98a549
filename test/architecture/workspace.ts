import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** One package of the workspace, as its manifest declares it. */
export interface WorkspacePackage {
  /** Folder name, such as `identity`. */
  readonly name: string;
  /** Folder names of the workspace packages that the manifest depends on. */
  readonly dependsOn: readonly string[];
  /** Source files (no tests, no declarations), relative to the root. */
  readonly sources: readonly string[];
}

export function readPackages(): WorkspacePackage[] {
  return globSync("packages/*/package.json", { cwd: root })
    .sort()
    .map((path) => {
      const manifest = JSON.parse(read(path)) as Record<string, Record<string, string> | undefined>;
      const name = path.split("/")[1] ?? "";
      const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };
      const dependsOn = Object.keys(declared)
        .filter((key) => key.startsWith("@multisite/"))
        .map((key) => key.slice("@multisite/".length));
      return { name, dependsOn, sources: listSources(`packages/${name}`) };
    });
}

export function listSources(folder: string): string[] {
  return globSync(`${folder}/**/*.ts`, { cwd: root, exclude: (path) => path.includes("node_modules") })
    .filter((path) => !path.endsWith(".test.ts") && !path.endsWith(".d.ts"))
    .sort();
}

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Module names of all `import`s and `export … from`s of a file, dynamic ones with a constant name included. */
export function importsOf(path: string): string[] {
  const pattern = /(?:^|[\s;}])(?:import|export)\s(?:[^"';]*?\sfrom\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;
  return [...read(path).matchAll(pattern)].map((match) => match[1] ?? match[2] ?? "");
}
