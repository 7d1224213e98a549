import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Random } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import type { IdentityStar } from "../../topology/types.ts";
import { type HostLayout, pathsOf, type RenderedFile, type StarPasswords } from "../render/index.ts";
import { chooseLoopbackPlace, type LoopbackPlace, placeOnLoopback } from "./place.ts";

/** Linux takes no longer path for a socket. */
const LONGEST_SOCKET_PATH = 107;

/** What a directory remembers of the star in it. */
interface Memory {
  readonly star: string;
  readonly place: LoopbackPlace;
  readonly passwords: Readonly<Record<keyof StarPasswords, string>>;
}

/** What the star in a directory was started with, or is from now on. */
export function rememberStar(
  directory: string,
  star: IdentityStar,
  random: Random,
): { readonly place: LoopbackPlace; readonly passwords: StarPasswords } {
  const file = join(directory, "local-star.json");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) {
    const password = (): string => random.bytes(24).toString("base64url");
    const passwords = { identity: password(), monitor: password(), nodes: password() };
    const memory: Memory = { star: star.name, place: chooseLoopbackPlace(random), passwords };
    writeFileSync(file, `${JSON.stringify(memory, undefined, 2)}\n`, { mode: 0o600 });
  }
  const { star: name, place, passwords } = JSON.parse(readFileSync(file, "utf8")) as Memory;
  if (name !== star.name) {
    const problem = `The directory ${directory} holds the star ${name}, not ${star.name}.`;
    throw new MultisiteError("identity.star.local_directory", problem);
  }
  const { identity, monitor, nodes } = passwords;
  return {
    place,
    passwords: { identity: new Secret(identity), monitor: new Secret(monitor), nodes: new Secret(nodes) },
  };
}

/** The star with addresses of this machine, the same as often as it is started in the directory. */
export function placeOnThisMachine(directory: string, star: IdentityStar, random: Random): IdentityStar {
  return placeOnLoopback(star, rememberStar(directory, star, random).place);
}

/** Each node has a directory of its name; everything belongs to the user that runs us. */
export function localLayout(directory: string, nodeName: string): HostLayout {
  const home = join(resolve(directory), nodeName);
  return { user: userInfo().username, home, config: join(home, "etc"), run: home, units: join(home, "etc", "units") };
}

/** Makes a node's directories and writes its files. */
export function writeNodeFiles(layout: HostLayout, files: readonly RenderedFile[]): void {
  const { temporary, socket } = pathsOf(layout);
  if (Buffer.byteLength(socket) > LONGEST_SOCKET_PATH) {
    const problem = `The path ${socket} is longer than the ${LONGEST_SOCKET_PATH} bytes that a socket may have.`;
    throw new MultisiteError("identity.star.local_directory", problem);
  }
  for (const directory of [layout.home, temporary, layout.config, layout.run])
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const { path, mode, text } of files) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text instanceof Secret ? text.reveal() : text, { mode });
    chmodSync(path, mode);
  }
}
