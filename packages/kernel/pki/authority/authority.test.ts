import { X509Certificate } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSimulatedClock, type SimulatedClock } from "../../clock/index.ts";
import { checkCertificate, createPrivateKeyText, createRequest, nameOf } from "../certificates/index.ts";
import {
  type Authority,
  certificateExpiresAtMs,
  createAuthority,
  issueOwnCertificate,
  openAuthority,
  openRevocations,
  pkiFiles,
  requestCertificate,
  storeCertificate,
} from "../index.ts";

const DAY_MS = 86_400_000;

describe("the certificate authority of a star", () => {
  let directory: string;
  let clock: SimulatedClock;
  let authority: Authority;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "multisite-pki-"));
    clock = createSimulatedClock();
    authority = await createAuthority({ directory: join(directory, "pki"), star: "noc", clock });
  });
  afterEach(() => {
    authority.close();
    rmSync(directory, { recursive: true });
  });

  const files = () => pkiFiles(join(directory, "pki"));
  const request = () => createRequest(createPrivateKeyText());
  const east = { site: "east", node: "east-1" };
  const issue = async (whom = east): Promise<X509Certificate> =>
    new X509Certificate(await authority.issue(await request(), whom));

  test("its files: keys for their owner alone; a second authority is not made over the first one", async () => {
    expect(statSync(files().authorityKey).mode & 0o777).toBe(0o600);
    expect(statSync(files().register).mode & 0o777).toBe(0o600);
    await expect(createAuthority({ directory: join(directory, "pki"), star: "noc", clock })).rejects.toThrow("worthless");
    const again = openAuthority({ directory: join(directory, "pki"), clock });
    expect([again.star, again.fingerprint]).toEqual(["noc", authority.fingerprint]);
    again.close();
  });

  test("a certificate names its node and its hosts, is server and client, signs no other certificate, and lives 90 days", async () => {
    const options = { ...east, hosts: ["east.example.org", "10.0.0.1", "2001:db8::1"] };
    const certificate = new X509Certificate(await authority.issue(await request(), options));
    expect(certificate.subjectAltName).toBe(
      "URI:multisite://noc/east/east-1, DNS:east.example.org, IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1",
    );
    expect(nameOf(certificate)).toEqual({ star: "noc", ...east });
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    expect(certificate.ca).toBe(false);
    expect(certificate.validToDate.getTime()).toBe(Math.floor((clock.nowMs() + 90 * DAY_MS) / 1000) * 1000);
    expect(certificate.validFromDate.getTime()).toBeLessThan(clock.nowMs() - 3_000_000);
    const lasting = certificate.checkIssued(new X509Certificate(authority.certificate));
    expect(lasting).toBe(true);
  });

  test("a certificate that a node signs with its own key is of no authority", async () => {
    const own = join(directory, "east");
    const certificate = await authority.issue(await requestCertificate(own), east);
    storeCertificate(own, certificate, authority.certificate);
    // As a node would that wants to be an authority: the certificate takes the place of the authority's.
    copyFileSync(pkiFiles(own).privateKey, pkiFiles(own).authorityKey);
    copyFileSync(pkiFiles(own).certificate, pkiFiles(own).authority);
    expect(() => openAuthority({ directory: own, clock })).toThrow("names no star");
  });

  test("names that could be taken for others are refused", async () => {
    for (const node of ["", "a/b", "a, URI:multisite://noc/west/west-1", "-a", "a".repeat(64), "ä"]) {
      const issued = authority.issue(await request(), { site: "east", node });
      await expect(issued, node).rejects.toThrow(expect.objectContaining({ code: "kernel.pki.name" }));
    }
    await expect(createAuthority({ directory: join(directory, "other"), star: "a/b", clock })).rejects.toThrow("star");
    expect(authority.issued()).toEqual([]);
  });

  test("who has not the private key gets no certificate, and no other kind of key does", async () => {
    const good = await request();
    const bytes = Buffer.from(good.replace(/-----.*-----|\s/g, ""), "base64");
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString("base64")}\n-----END CERTIFICATE REQUEST-----`;
    for (const each of [pem, "", "x", authority.certificate]) {
      await expect(authority.issue(each, east)).rejects.toThrow(expect.objectContaining({ code: "kernel.pki.request" }));
    }
  });

  test("a certificate that is not for this host's key is not stored", async () => {
    const own = join(directory, "east");
    await requestCertificate(own);
    expect(() => storeCertificate(own, authority.certificate, authority.certificate)).toThrow("not for this node's key");
    const stored = authority.issue(await request(), east).then((each) => storeCertificate(own, each, authority.certificate));
    await expect(stored).rejects.toThrow("not for this node's key");
  });

  test("revoking takes all certificates of a node, says so in a list that only grows, and is remembered", async () => {
    const certificates = [await issue(), await issue()];
    const other = await issue({ site: "west", node: "west-1" });
    const { number } = authority.revocations;
    expect(authority.revoke("east-1", "captured")).toHaveLength(2);
    expect(authority.revocations.number).toBe(number + 1);
    for (const { serialNumber } of certificates) expect(authority.revocations.revoked(serialNumber)?.reason).toBe("captured");
    expect(authority.revocations.revoked(other.serialNumber)).toBeUndefined();
    expect(authority.revoke("east-1", "again")).toEqual([]);

    const read = openRevocations({
      path: files().revocations,
      authority: new X509Certificate(authority.certificate),
      star: "noc",
    });
    expect(read.revoked(certificates[0]?.serialNumber ?? "")).toMatchObject({ ...east, reason: "captured" });
    const checks = { authority: new X509Certificate(authority.certificate), star: "noc", nowMs: clock.nowMs(), ...read };
    expect(checkCertificate(certificates[0] as X509Certificate, { ...checks, revoked: read.revoked })).toMatchObject({
      kind: "revoked",
    });
  });

  test("what has expired leaves the list", async () => {
    await issue();
    authority.revoke("east-1", "captured");
    await clock.advance(91 * DAY_MS);
    await issue({ site: "west", node: "west-1" });
    authority.revoke("west-1", "captured, too");
    expect(JSON.parse(authority.revocations.signed?.list ?? "").revoked).toMatchObject([{ node: "west-1" }]);
  });

  test("a register from an old backup forgets nothing that a list of its own says", async () => {
    copyFileSync(files().register, join(directory, "backup"));
    const certificate = await issue();
    authority.revoke("east-1", "captured");
    const { signed, number } = authority.revocations;
    authority.close();
    copyFileSync(join(directory, "backup"), files().register);
    for (const left of ["-wal", "-shm"]) rmSync(files().register + left, { force: true });
    writeFileSync(files().revocations, JSON.stringify(signed));
    authority = openAuthority({ directory: join(directory, "pki"), clock });
    authority.revoke("west-1", "captured, too");
    expect(authority.revocations.number).toBeGreaterThan(number);
    expect(authority.revocations.revoked(certificate.serialNumber)?.reason).toBe("captured");
  });

  test("a crash between register and list: the list is made when the authority is opened", async () => {
    const certificate = await issue();
    const { serialNumber: serial } = certificate;
    const entry = { star: "noc", ...east, serial, reason: "captured", revokedAtMs: 1, expiresAtMs: clock.nowMs() + DAY_MS };
    authority.register.addRevoked([entry], 0);
    authority.close();
    authority = openAuthority({ directory: join(directory, "pki"), clock });
    expect(authority.revocations.revoked(serial)?.reason).toBe("captured");
  });

  test("a node with a valid certificate gets a new one with the same names; a revoked one gets none, not even while it is made", async () => {
    await expect(authority.renew(await request(), east)).rejects.toThrow(expect.objectContaining({ code: "kernel.pki.revoked" }));
    await authority.issue(await request(), { ...east, hosts: ["east.example.org"] });
    await clock.advance(60 * DAY_MS);
    const renewed = new X509Certificate(await authority.renew(await request(), east));
    expect(renewed.subjectAltName).toContain("DNS:east.example.org");
    expect(renewed.validToDate.getTime()).toBeGreaterThan(clock.nowMs() + 89 * DAY_MS);
    const late = authority.renew(await request(), east);
    authority.revoke("east-1", "captured");
    await expect(late).rejects.toThrow(expect.objectContaining({ code: "kernel.pki.revoked" }));
    await expect(authority.renew(await request(), { ...east, site: "west" })).rejects.toThrow("no valid certificate");
  });

  test("the node that holds the authority has a certificate like all others", async () => {
    await issueOwnCertificate(authority, join(directory, "pki"), east);
    expect(certificateExpiresAtMs(files().certificate)).toBe(authority.issued("east-1")[0]?.expiresAtMs);
    expect(statSync(files().privateKey).mode & 0o777).toBe(0o600);
  });
});
