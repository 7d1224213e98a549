import { type JsonSchema, types } from "../api/schema/index.ts";

/** A resource option: Keystone stores it under a four-character ID and shows it under a name. */
export interface OptionDefinition {
  readonly id: string;
  readonly name: string;
  readonly schema: JsonSchema;
}

const nullableBoolean: JsonSchema = { type: ["boolean", "null"] };

/** keystone/common/resource_options/options/immutable.py. */
const immutableOption: OptionDefinition = { id: "IMMU", name: "immutable", schema: nullableBoolean };

/** keystone/identity/backends/resource_options.py. */
export const userOptions: readonly OptionDefinition[] = [
  { id: "1000", name: "ignore_change_password_upon_first_use", schema: types.boolean },
  { id: "1001", name: "ignore_password_expiry", schema: types.boolean },
  { id: "1002", name: "ignore_lockout_failure_attempts", schema: types.boolean },
  { id: "1003", name: "lock_password", schema: types.boolean },
  { id: "1004", name: "ignore_user_inactivity", schema: types.boolean },
  {
    id: "MFAR",
    name: "multi_factor_auth_rules",
    schema: {
      type: "array",
      items: { type: "array", items: { type: "string" }, minItems: 1, uniqueItems: true },
      uniqueItems: true,
    },
  },
  { id: "MFAE", name: "multi_factor_auth_enabled", schema: types.boolean },
];

/** keystone/resource/backends/resource_options.py and keystone/assignment/role_backends/resource_options.py. */
export const projectOptions: readonly OptionDefinition[] = [immutableOption];
export const roleOptions: readonly OptionDefinition[] = [immutableOption];
