import { Secret } from "@multisite/kernel/secret";
import { FernetKey } from "../key.ts";
import recorded from "./fernet-vectors.json" with { type: "json" };

/** Recorded tokens and receipts of a real Keystone, with the settings and keys it had. */
export const vectors = recorded;

function keysOf(files: Readonly<Record<string, string>>): FernetKey[] {
  return Object.entries(files)
    .sort(([left], [right]) => Number(right) - Number(left))
    .map(([, text]) => {
      const key = FernetKey.parse(new Secret(text));
      if (key === undefined) throw new Error("A recorded key cannot be read.");
      return key;
    });
}

/** The keys of the recorded repository, primary first. */
export function recordedKeys(generation: string): FernetKey[] {
  return keysOf(generation === "after-rotation" ? vectors.keys.after_two_rotations : vectors.keys.before_rotation);
}
