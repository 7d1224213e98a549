import { type Check, listed } from "./check.ts";

const PATH = ["spec", "wire", "authMethods"];

/** Those that Keystone ships (keystone/auth/plugins). */
const KNOWN_METHODS = [
  "external",
  "password",
  "token",
  "oauth1",
  "mapped",
  "application_credential",
  "totp",
  "kerberos",
  "x509",
  "openid",
  "saml2",
];

export const noAuthMethods: Check = {
  code: "star.wire.no_methods",
  severity: "error",
  rule: "There is an authentication method, and each is named once: a token names its methods by their place in the list.",
  find({ wire: { authMethods } }) {
    if (authMethods.length === 0)
      return [{ path: PATH, message: "authMethods is empty, so nobody could log in; name at least password and token." }];
    return authMethods.flatMap((method, index) =>
      authMethods.indexOf(method) < index
        ? [{ path: [...PATH, index], message: `authMethods names ${method} twice; keep the first.` }]
        : [],
    );
  },
};

export const unknownAuthMethods: Check = {
  code: "star.wire.unknown_method",
  severity: "warning",
  rule: "The authentication methods are Keystone's, or every site has the plug-in.",
  find: ({ wire: { authMethods } }) =>
    authMethods.flatMap((method, index) =>
      KNOWN_METHODS.includes(method)
        ? []
        : [
            {
              path: [...PATH, index],
              message: `Keystone ships no method ${method} (it has ${listed(KNOWN_METHODS)}); is its plug-in at every site?`,
            },
          ],
    ),
};
