import type { FastifyReply, FastifyRequest } from "fastify";
import { ComputeFault } from "./faults.ts";

/** Microversions of this cloud; what Nova added after the last one is not here. */
export const MINIMUM = "2.1";
export const MAXIMUM = "2.47";

const OLD_HEADER = "x-openstack-nova-api-version";
const NEW_HEADER = "openstack-api-version";

/**
 * The minor version that a request asks for, 1 when it asks for none; the answer's headers say which was taken
 * (nova/api/openstack/api_version_request.py, and wsgi.py, Request.set_api_version_request).
 *
 * @throws ComputeFault 400 for what is no version, 406 for one that this cloud has not
 */
export function negotiateMicroversion(request: FastifyRequest, reply: FastifyReply): number {
  const wanted = requestedVersion(request);
  const version = wanted === "latest" ? MAXIMUM : wanted;
  const match = /^([1-9]\d*)\.([1-9]\d*|0)$/.exec(version);
  if (!match)
    throw new ComputeFault(400, `API Version String ${version} is of invalid format. Must be of format MajorNum.MinorNum.`);
  const minor = Number(match[2]);
  if (match[1] !== "2" || minor < minorOf(MINIMUM) || minor > minorOf(MAXIMUM)) {
    throw new ComputeFault(
      406,
      `Version ${version} is not supported by the API. Minimum is ${MINIMUM} and maximum is ${MAXIMUM}.`,
    );
  }
  reply.headers({ [OLD_HEADER]: version, [NEW_HEADER]: `compute ${version}`, vary: `${NEW_HEADER}, ${OLD_HEADER}` });
  return minor;
}

function requestedVersion(request: FastifyRequest): string {
  const modern = String(request.headers[NEW_HEADER] ?? "");
  const compute = modern
    .split(",")
    .map((part) => part.trim().split(/\s+/))
    .find(([type]) => type === "compute");
  return compute?.[1] ?? (request.headers[OLD_HEADER] as string | undefined) ?? MINIMUM;
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
