import { createCipheriv, createDecipheriv, scrypt } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGunzip, createGzip } from "node:zlib";
import { type MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { Random } from "@multisite/kernel/random";
import type { Secret } from "@multisite/kernel/secret";
import { backupError } from "./errors.ts";
import type { BackupRecord } from "./records.ts";

const FORMAT = "multisite-identity-backup";
const VERSION = 1;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const MAX_HEADER_BYTES = 4096;
const MIN_PASSPHRASE_LENGTH = 12;
/** 128 MB and about half a second for each guess. */
const SCRYPT_COST = 2 ** 17;
const MAX_SCRYPT_COST = 2 ** 20;

/** First line of the file, in the clear, authenticated together with the rest. */
interface Header {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly scrypt: { readonly cost: number; readonly blockSize: number; readonly parallelism: number; readonly salt: string };
  /** Of AES-256-GCM. */
  readonly nonce: string;
}

/**
 * Writes records as gzipped JSON lines, encrypted with AES-256-GCM under a key that scrypt makes of the passphrase. The file
 * has mode 0600 and appears under its name only when it is whole.
 *
 * @throws MultisiteError `identity.backup.passphrase` or `identity.backup.exists`
 */
export async function writeSealed(
  file: string,
  { passphrase, random }: { readonly passphrase: Secret; readonly random: Random },
  produce: (write: (record: BackupRecord) => Promise<void>) => Promise<void>,
): Promise<void> {
  if (passphrase.reveal().length < MIN_PASSPHRASE_LENGTH) {
    throw backupError("passphrase", `The passphrase must have at least ${MIN_PASSPHRASE_LENGTH} characters.`);
  }
  if (existsSync(file)) throw backupError("exists", `${file} exists already; name another file for the backup.`);
  const header: Header = {
    format: FORMAT,
    version: VERSION,
    scrypt: { cost: SCRYPT_COST, blockSize: 8, parallelism: 1, salt: random.bytes(16).toString("base64") },
    nonce: random.bytes(12).toString("base64"),
  };
  const headerLine = `${JSON.stringify(header)}\n`;
  const key = await deriveKey(passphrase, header);
  const cipher = createCipheriv("aes-256-gcm", key, Buffer.from(header.nonce, "base64")).setAAD(Buffer.from(headerLine));
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  const target = createWriteStream(partial, { flags: "wx", mode: 0o600 });
  try {
    target.write(headerLine);
    const source = new PassThrough();
    const piped = pipeline(source, createGzip(), cipher, target, { end: false });
    await Promise.all([piped, produceInto(source, produce)]);
    await new Promise<void>((resolve, reject) => {
      target.on("error", reject);
      target.end(cipher.getAuthTag(), () => resolve());
    });
    await syncFile(partial);
    await rename(partial, file);
  } catch (thrown) {
    target.destroy();
    rmSync(partial, { force: true });
    throw thrown;
  }
}

async function produceInto(
  source: PassThrough,
  produce: (write: (record: BackupRecord) => Promise<void>) => Promise<void>,
): Promise<void> {
  try {
    await produce(async (record) => {
      if (source.write(`${JSON.stringify(record)}\n`)) return;
      await once(source, "drain");
    });
    source.end();
  } catch (thrown) {
    source.destroy(thrown as Error);
    throw thrown;
  }
}

/**
 * Hands the records of a file to `consume`. That the file is whole and the passphrase right is only known when this returns:
 * read a file once for nothing but that before using what it says.
 *
 * @throws MultisiteError `identity.backup.no_backup` or `identity.backup.unreadable`; what `consume` throws passes through
 */
export async function readSealed<Result>(
  file: string,
  passphrase: Secret,
  consume: (records: AsyncIterable<BackupRecord>) => Promise<Result>,
): Promise<Result> {
  const { header, headerLine, tag, sizeBytes } = await readFrame(file);
  const key = await deriveKey(passphrase, header);
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(header.nonce, "base64")).setAAD(headerLine).setAuthTag(tag);
  const body = createReadStream(file, { start: headerLine.length, end: sizeBytes - TAG_BYTES - 1 });
  const outcome: { value?: Result; failure?: unknown; sourceFailure?: unknown } = {};
  const noteSourceFailure = (thrown: unknown): void => {
    outcome.sourceFailure = thrown;
  };
  try {
    await pipeline(body, decipher, createGunzip(), async (source: AsyncIterable<Buffer>) => {
      try {
        outcome.value = await consume(parseLines(source, noteSourceFailure));
      } catch (thrown) {
        outcome.failure = thrown;
        throw thrown;
      }
    });
  } catch (thrown) {
    // What the consumer itself ran into is not about the file.
    if (outcome.failure !== undefined && outcome.failure !== outcome.sourceFailure) throw outcome.failure;
    throw backupError(
      "unreadable",
      `${file} cannot be read: the passphrase is wrong or the file is damaged. Nothing was changed.`,
      {
        detail: messageOf(thrown),
      },
    );
  }
  return outcome.value as Result;
}

async function* parseLines(source: AsyncIterable<Buffer>, onFailure: (thrown: unknown) => void): AsyncGenerator<BackupRecord> {
  let pieces: Buffer[] = [];
  try {
    for await (const chunk of source) {
      let start = 0;
      for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", start)) {
        const line = Buffer.concat([...pieces, chunk.subarray(start, end)]).toString();
        pieces = [];
        start = end + 1;
        yield JSON.parse(line) as BackupRecord;
      }
      pieces.push(chunk.subarray(start));
    }
  } catch (thrown) {
    onFailure(thrown);
    throw thrown;
  }
}

interface Frame {
  readonly header: Header;
  readonly headerLine: Buffer;
  readonly tag: Buffer;
  readonly sizeBytes: number;
}

async function readFrame(path: string): Promise<Frame> {
  const no = (): MultisiteError => backupError("no_backup", `${path} is no identity backup that this version can read.`);
  const file = await open(path, "r").catch((thrown: unknown) => {
    throw backupError("no_backup", `${path} cannot be opened; check the path.`, { detail: messageOf(thrown) });
  });
  try {
    const { size: sizeBytes } = await file.stat();
    const start = Buffer.alloc(Math.min(MAX_HEADER_BYTES, sizeBytes));
    await file.read(start, 0, start.length, 0);
    const lineEnd = start.indexOf("\n");
    if (lineEnd < 0 || sizeBytes < lineEnd + 1 + TAG_BYTES + 1) throw no();
    const headerLine = Buffer.from(start.subarray(0, lineEnd + 1));
    const header = parseHeader(headerLine.toString());
    if (!header) throw no();
    const tag = Buffer.alloc(TAG_BYTES);
    await file.read(tag, 0, TAG_BYTES, sizeBytes - TAG_BYTES);
    return { header, headerLine, tag, sizeBytes };
  } finally {
    await file.close();
  }
}

function parseHeader(line: string): Header | undefined {
  try {
    const header = JSON.parse(line) as Header;
    const isOurs = header.format === FORMAT && header.version === VERSION;
    return isOurs && header.scrypt.cost <= MAX_SCRYPT_COST ? header : undefined;
  } catch {
    return undefined;
  }
}

async function deriveKey(passphrase: Secret, { scrypt: settings }: Header): Promise<Buffer> {
  const { cost, blockSize, parallelism, salt } = settings;
  const options = { N: cost, r: blockSize, p: parallelism, maxmem: 256 * cost * blockSize };
  const derive = promisify(scrypt) as (
    password: string,
    salt: Buffer,
    length: number,
    options: { N: number; r: number; p: number; maxmem: number },
  ) => Promise<Buffer>;
  return derive(passphrase.reveal().normalize("NFC"), Buffer.from(salt, "base64"), KEY_BYTES, options);
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
