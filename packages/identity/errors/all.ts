import type { ErrorEntry } from "@multisite/kernel/errors";
import { backupErrorCatalogue } from "../backup/errors.ts";
import { keyErrorCatalogue } from "../keys/errors.ts";
import { policyErrorCatalogue } from "../policy/errors.ts";
import { ceremonyErrorCatalogue } from "../star/ceremony/errors.ts";
import { embeddedErrorCatalogue } from "../star/embedded/errors.ts";
import { hostErrorCatalogue } from "../star/host/errors.ts";
import { followErrorCatalogue } from "../star/mariadb/follow/errors.ts";
import { localStarErrorCatalogue } from "../star/mariadb/local/errors.ts";
import { topologyErrorCatalogue } from "../star/topology/errors.ts";
import { tokenErrorCatalogue } from "../tokens/errors.ts";
import { apiErrorCatalogue } from "./catalogue.ts";
import { RESOURCE_KINDS } from "./not-found.ts";

/** 404 of each kind of resource. */
const notFoundEntries: readonly ErrorEntry[] = RESOURCE_KINDS.map((kind) => ({
  code: `identity.${kind.replaceAll(" ", "_")}.not_found`,
  remedy: `There is no ${kind} of the ID or name that was given${kind === "token" ? ", or it has expired or was revoked" : ""}.`,
  status: 404,
}));

/** Every error of the identity service. */
export const identityErrorCatalogue: readonly ErrorEntry[] = [
  ...apiErrorCatalogue,
  ...notFoundEntries.filter(({ code }) => !apiErrorCatalogue.some((entry) => entry.code === code)),
  ...keyErrorCatalogue,
  ...policyErrorCatalogue,
  ...tokenErrorCatalogue,
  ...backupErrorCatalogue,
  ...hostErrorCatalogue,
  ...followErrorCatalogue,
  ...localStarErrorCatalogue,
  ...topologyErrorCatalogue,
  ...ceremonyErrorCatalogue,
  ...embeddedErrorCatalogue,
];
