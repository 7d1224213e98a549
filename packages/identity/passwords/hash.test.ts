import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { describe, expect, test } from "vitest";
import { decoyHash, hashPassword, verifyPassword } from "./hash.ts";

/** Made with Debian's passlib 1.7.4, which is what Keystone hashes with. */
const PASSLIB_HASHES: Readonly<Record<string, readonly string[]>> = {
  "correct horse": [
    "$2b$04$0sDnmgnOk/qmzcGpqRnvkuxTlU6xMrzPIqCC7W9Ejhjj2yAegx9Zu",
    "$2a$04$1ObxleTWEfXrKum6gZDQPubBYw7RJJWGYIE1xl/.EpiPgzV0I8yKC",
    "$2y$04$oR5SsrXiGl107cPYMQ1JjecHP4Cm2qUG4NO5tF6y8u8iDQsBIlplW",
    "$scrypt$ln=4,r=8,p=1$IqT0PscYI4Sw9v6/F4IQQg$v+qZZIU1iktOtfIa5T3LDgfCnus+tiCqfzf6nrZu14s",
    "$scrypt$ln=5,r=4,p=2$ag3BGINwbi2l9H5PKeX8X2stZWytde49$aB8vc/92Q2CafLpx+sE67o3ZgddvZHZtDANC4YhOOEI",
    "$pbkdf2-sha512$10$KEUoZWyNcc55z/lfK0UohQ$btlJIvOgPfMs.sUlVVj9QrXfvs8l1uOCoAg5/4p6JIZJZs37nD/6wwSGKdmrURwDkgxG.Wlvdo94XVeYeQSHBg",
    "$pbkdf2-sha512$1000$fS8FAIBwbg$kq8Z7NupEcuKmsshDyW0ANbeZgakVbIXnNPfr5X3OSbpFgwYdP3zaNuQZM5ijRHJYEI1/X2eSQZLIMZoTVzKfQ",
    "$6$rounds=1000$NpDeGNXEX4t6raq1$CXBWY4dBN2Uz3wkCvrQsoxicJgpolIz1ZrcF6g5NsiW9sNusxi7.kIo1pvh45tKFDU1WU7dpiy/eU5/ACw6IS0",
    "$6$AMRHKvDLCB.KhoJl$nVnB3klQjSEfE0MyHHU54drXgdUJOAkFkavSByXGFZfu6IxEpyfpfofl/2jyLm7RM2Gqhb1mFNdgOD7hUCDem.",
  ],
  "pässwörd-日本": [
    "$2b$04$R/vSkrQpaIFmz94h57hNo.Z4iP92Z451oMQi5QQpw6C6GVAOtZ2vu",
    "$scrypt$ln=4,r=8,p=1$MSYkhLD23vt/r3XOec+5Nw$J+x/+ZufNV0LOOupATR8Af1bP47tELi+AD56qyOrZTY",
    "$pbkdf2-sha512$10$BsBYa21Naa21Vqo1BsB4Tw$o4/dVZG91XW0FpUzzpRLSRN4ht5zTtIK8TwbmD0eU1doOxkUG1OIn.18nFcmEGGVkZ43Wyjt/PbOtUWopt8Tqg",
    "$6$rounds=1000$b6KEqdSHztGCYPSp$sdwgRBDNmQq7.7JVrieP6tAzmPt77SG2s1B3aY1IsoS27C6twnjnenBgTO/NKLQLVCEqh/etPzXheYSi8viww.",
  ],
  ["x".repeat(80)]: [
    "$2b$04$BhGWyEuuH2aCw91uw..WuukJTBbPGgxPwruDkg69IemI4uElIw0Qi",
    "$scrypt$ln=4,r=8,p=1$O6c0BuAcY+ydE6LUGoOQMg$z6RjZNqYvY6FGj/3WHz5RjZDMs9GVcaOu7x8Z6H0Ql0",
    "$pbkdf2-sha512$10$bU0pRcjZGyOEkPJ.z1lr7Q$Rs/ZlQDdq62t.7diiyhwEAQQyXVZSiYSnhhcca8Qrs63HD0XpJap2cDxEg2PIoX23PMg2mQk3E8tvQOGP3Rvvw",
    "$6$rounds=1000$P.OLcIy/UZizuNzH$RPaOTLHL8gBZhDfyMD50UPkLjsr0bJiRPd7blZ5XuXLCdULMToUxfoeHxFWrv19BEOwTmfE5j8EaJdKWj4JEN.",
  ],
  "": [
    "$2b$04$UqZ.mLsuwtTTWKxSFFZi9OMFax9WIhqJh53m5U67iPORDvX/ixdKm",
    "$scrypt$ln=4,r=8,p=1$ZSwlBOA8x1jLGYOwNibEuA$XVjmfe6dNNj6U1BxxjHz4C0f+RghzoKn/neyE/xNdWM",
    "$pbkdf2-sha512$10$kbIWAgAAgDCmtJaSMoYQwg$q4ZMwzryahukBRxL7tCpeYleU0G8uTk8lUn/NPaOVxKo5LZEtxPmb9C679J0AEErr..1SYAGFPYsa05OYsLblg",
    "$6$rounds=1000$KCMkR3YOhqY0sPYa$C1R0hns/XEA80pBYXHXVjGM0BDFfQKTOysEU8UnJ0Kz27E2VGpxGNv4TBKx2NQCU9R0lI5dlwvs2hqZ8skoE/0",
  ],
};

describe("password hashes", () => {
  const cases = Object.entries(PASSLIB_HASHES).flatMap(([password, hashes]) => hashes.map((hash) => [hash, password] as const));

  test.each(cases)("what Keystone hashed is verified here: %s", async (hash, password) => {
    expect(await verifyPassword(new Secret(password), hash)).toBe(true);
    expect(await verifyPassword(new Secret(`!${password}`), hash)).toBe(false);
  });

  test("the format of each algorithm is passlib's, with its parameters", async () => {
    const random = createSeededRandom(1);
    const password = new Secret("correct horse");
    const bcrypt = await hashPassword(password, { algorithm: "bcrypt", rounds: 4 }, random);
    expect(bcrypt).toMatch(/^\$2b\$04\$[./0-9A-Za-z]{53}$/);
    const scrypt = await hashPassword(
      password,
      { algorithm: "scrypt", rounds: 5, scryptBlockSize: 4, scryptParallelism: 2, saltBytes: 24 },
      random,
    );
    expect(scrypt).toMatch(/^\$scrypt\$ln=5,r=4,p=2\$[A-Za-z0-9+/]{32}\$[A-Za-z0-9+/]{43}$/);
    const pbkdf2 = await hashPassword(password, { algorithm: "pbkdf2_sha512", rounds: 10 }, random);
    expect(pbkdf2).toMatch(/^\$pbkdf2-sha512\$10\$[A-Za-z0-9./]{22}\$[A-Za-z0-9./]{86}$/);
    for (const hash of [bcrypt, scrypt, pbkdf2]) expect(await verifyPassword(password, hash)).toBe(true);
  });

  test.each(["bcrypt", "scrypt", "pbkdf2_sha512"] as const)(
    "a decoy of %s has the form and length of a hash, and no password",
    async (algorithm) => {
      const settings = { algorithm, rounds: 4 };
      const hash = await hashPassword(new Secret("x"), settings, createSeededRandom(1));
      expect(decoyHash(settings)).toHaveLength(hash.length);
      expect(decoyHash(settings).split("$").slice(0, 3)).toEqual(hash.split("$").slice(0, 3));
      expect(await verifyPassword(new Secret("x"), decoyHash(settings))).toBe(false);
    },
  );

  test("bcrypt looks at 72 bytes, so that a longer password is as good as its beginning", async () => {
    const hash = await hashPassword(new Secret("x".repeat(72)), { algorithm: "bcrypt", rounds: 4 }, createSeededRandom(1));
    expect(await verifyPassword(new Secret("x".repeat(100)), hash)).toBe(true);
    expect(await verifyPassword(new Secret("x".repeat(71)), hash)).toBe(false);
  });

  test.each(["", "plain", "$1$abc$def", "$2b$04$short", "$6$salt$short", "$scrypt$ln=4,r=8,p=1$$"])(
    "a hash of an unknown or broken form never matches: %s",
    async (hash) => {
      expect(await verifyPassword(new Secret("plain"), hash)).toBe(false);
    },
  );
});
