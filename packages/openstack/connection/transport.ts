import { readFileSync } from "node:fs";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { Secret } from "@multisite/kernel/secret";
import { createSystemTransport, type Transport } from "@multisite/kernel/transport";
import type { Cloud } from "../clouds/index.ts";

/**
 * Real HTTP as the cloud's `cacert`, `insecure`, `cert` and `key` say.
 *
 * @throws MultisiteError `openstack.tls`
 */
export function createCloudTransport({ name, tls }: Cloud): Transport {
  const read = (setting: string, path: string): string => {
    try {
      return readFileSync(path, "utf8");
    } catch (thrown) {
      throw new MultisiteError("openstack.tls", `Cloud ${name}: ${setting} cannot be read: ${messageOf(thrown)}`);
    }
  };
  const certificateFile = tls.certificateFile;
  return createSystemTransport({
    ...(tls.caFile !== undefined && !tls.isInsecure ? { authorities: read("cacert", tls.caFile) } : {}),
    ...(tls.isInsecure ? { isInsecure: true } : {}),
    ...(certificateFile === undefined
      ? {}
      : {
          clientCertificate: {
            certificate: read("cert", certificateFile),
            // One file may hold both.
            privateKey: new Secret(read("key", tls.keyFile ?? certificateFile)),
          },
        }),
  });
}
