import { MultisiteError } from "@multisite/kernel/errors";

export const unreadable = (path: string, reason: string): MultisiteError =>
  new MultisiteError("openstack.clouds.unreadable", `${path} cannot be read: ${reason}`);

export const unknownCloud = (name: string, known: readonly string[]): MultisiteError =>
  new MultisiteError("openstack.clouds.unknown", `There is no cloud ${name}; there are: ${known.join(", ") || "none"}.`);

export const noCloud = (known: readonly string[]): MultisiteError =>
  new MultisiteError(
    "openstack.clouds.unknown",
    known.length === 0 ? "No clouds.yaml and no OS_AUTH_URL was found." : `No cloud was named; there are: ${known.join(", ")}.`,
  );

export const unknownRegion = (cloud: string, region: string, known: readonly string[]): MultisiteError =>
  new MultisiteError("openstack.clouds.region", `Cloud ${cloud} has no region ${region}; it has: ${known.join(", ")}.`);

export const incomplete = (cloud: string, missing: string): MultisiteError =>
  new MultisiteError("openstack.clouds.incomplete", `Cloud ${cloud} has no ${missing}.`);

export const unsupported = (cloud: string, setting: string, value: string, supported: readonly string[]): MultisiteError =>
  new MultisiteError(
    "openstack.clouds.unsupported",
    `Cloud ${cloud} has ${setting} ${value}; supported are: ${supported.join(", ")}.`,
  );
