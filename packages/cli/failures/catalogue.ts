import { agentErrorCatalogue } from "@multisite/agent";
import { identityErrorCatalogue } from "@multisite/identity";
import { type ErrorEntry, kernelErrorCatalogue } from "@multisite/kernel/errors";
import { middlewareErrorCatalogue } from "@multisite/middleware";
import { rpcErrorCatalogue } from "@multisite/openstack/rpc";
import { openStackErrorCatalogue } from "@multisite/openstack/session";
import { cliErrorCatalogue } from "./errors.ts";

/** Every error of the product by code. */
export const errorCatalogue: ReadonlyMap<string, ErrorEntry> = new Map(
  [
    ...kernelErrorCatalogue,
    ...openStackErrorCatalogue,
    ...rpcErrorCatalogue,
    ...identityErrorCatalogue,
    ...middlewareErrorCatalogue,
    ...agentErrorCatalogue,
    ...cliErrorCatalogue,
  ].map((entry) => [entry.code, entry]),
);
