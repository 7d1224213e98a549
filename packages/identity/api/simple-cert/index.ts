import { forbidden, KeystoneError } from "../../errors/index.ts";
import type { Route } from "../http/route.ts";

const PKI_IS_GONE = "This API is no longer available due to the removal of support for PKI tokens.";

/** keystone/api/os_simple_cert.py: whoever asks, certificates are gone. */
const certificateRoutes: readonly Route[] = ["ca", "certificates"].map((name) => ({
  method: "GET",
  path: `/v3/OS-SIMPLE-CERT/${name}`,
  async handle() {
    throw new KeystoneError("identity.gone", 410, PKI_IS_GONE);
  },
}));

/** The list of revoked PKI tokens, refused to everybody (keystone/api/auth.py, AuthTokenOSPKIResource). */
const listRevokedTokens: Route = {
  method: "GET",
  path: "/v3/auth/tokens/OS-PKI/revoked",
  async handle() {
    throw forbidden("tokens are not stored, so that there is no list of revoked ones");
  },
};

/** What is left of PKI tokens. */
export const simpleCertRoutes: readonly Route[] = [...certificateRoutes, listRevokedTokens];
