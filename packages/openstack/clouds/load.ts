import { type Cloud, toCloud } from "./cloud.ts";
import { readCloudFiles, type Surroundings } from "./files.ts";
import { selectCloud } from "./select.ts";

/** Which cloud is wanted, and where to look for it. */
export interface CloudQuestion extends Surroundings {
  /** Its name; `OS_CLOUD` and the others say when unset. */
  readonly cloud?: string;
  readonly regionName?: string;
}

/**
 * A cloud of `clouds.yaml`, `secure.yaml` and the `OS_*` environment, found as openstacksdk finds it.
 *
 * @throws MultisiteError `openstack.clouds.*`
 */
export function loadCloud(question: CloudQuestion): Cloud {
  return toCloud(selectCloud(readCloudFiles(question), question.environment, question), question.homeDirectory);
}
