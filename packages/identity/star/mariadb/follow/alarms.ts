import type { NewAlarm } from "@multisite/kernel/alarms";
import type { FollowNode } from "./node.ts";
import type { FollowDecision } from "./types.ts";

/** What a decision wants people to know. */
export function toAlarms({ name, site }: Pick<FollowNode, "name" | "site">, { alarm }: FollowDecision): readonly NewAlarm[] {
  if (alarm === undefined) return [];
  const { name: kind, ...rest } = alarm;
  return [{ id: `star.mariadb.${kind}/${name}`, site, ...rest }];
}
