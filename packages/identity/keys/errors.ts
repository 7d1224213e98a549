import { type ErrorEntry, MultisiteError, messageOf } from "@multisite/kernel/errors";

/** Everything that can be wrong with a key repository or with what its keys protect. */
export const keyErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.key_repository.missing",
    remedy:
      "The key directory does not exist. Create it with `fernet_setup` (or `credential_setup`), or correct `key_repository`.",
    status: 1,
  },
  {
    code: "identity.key_repository.unreadable",
    remedy: "The service may not read the key directory or one of its files. Give both to the user that runs the service.",
    status: 1,
  },
  {
    code: "identity.key_repository.not_writable",
    remedy: "Keys cannot be made in the key directory. Run the command as the owner of the directory, and check the disk.",
    status: 1,
  },
  {
    code: "identity.key_repository.world_readable",
    remedy: "Everybody on the host can read the keys. Run `chmod 0700` on the directory and rotate the keys.",
    status: 1,
  },
  {
    code: "identity.key_repository.empty",
    remedy: "The key directory holds no key. Copy the keys of another site into it, or make the first ones with `fernet_setup`.",
    status: 1,
  },
  {
    code: "identity.key_repository.invalid_key",
    remedy: "A key file does not hold a Fernet key (44 characters of URL-safe base64). Copy it again from a site that has it.",
    status: 1,
  },
  {
    code: "identity.key_repository.half_written",
    remedy: "A key file has become empty; the former keys stay in use until it is whole. Move key files into place by renaming.",
    status: 1,
  },
  {
    code: "identity.key_repository.too_few_keys_kept",
    remedy: "`max_active_keys` must be a whole number of 1 or more.",
    status: 1,
  },
  {
    code: "identity.credential.not_migrated",
    remedy: "Some credentials are encrypted with an older key. Run `credential_migrate`, then rotate again.",
    status: 1,
  },
  {
    code: "identity.credential.undecryptable",
    remedy: "A credential was encrypted with a key that is gone. Put that key back into the credential key directory.",
    status: 500,
  },
];

/** An error about a key repository; the text names the path, which is no secret. */
export function keyRepositoryError(problem: string, message: string, cause?: unknown): MultisiteError {
  const options = cause === undefined ? {} : { cause, detail: messageOf(cause) };
  return new MultisiteError(`identity.key_repository.${problem}`, message, options);
}
