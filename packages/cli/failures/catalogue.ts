import { agentErrorCatalogue } from "@multisite/agent";
import { identityErrorCatalogue } from "@multisite/identity";
import { type ErrorEntry, kernelErrorCatalogue } from "@multisite/kernel/errors";
import { middlewareErrorCatalogue } from "@multisite/middleware";
import { networkErrorCatalogue } from "@multisite/network";
import { openStackErrorCatalogue } from "@multisite/openstack/errors";
import { cliErrorCatalogue } from "./errors.ts";

/** Every error of the product by code. */
export const errorCatalogue: ReadonlyMap<string, ErrorEntry> = new Map(
  [
    ...kernelErrorCatalogue,
    ...openStackErrorCatalogue,
    ...networkErrorCatalogue,
    ...identityErrorCatalogue,
    ...middlewareErrorCatalogue,
    ...agentErrorCatalogue,
    ...cliErrorCatalogue,
  ].map((entry) => [entry.code, entry]),
);
