/** `GET /v3/messages`: what Cinder says of something that failed after its request was taken. */
export interface Message {
  readonly id: string;
  readonly request_id: string;
  readonly event_id: string;
  readonly resource_type: string;
  readonly resource_uuid: string;
  readonly user_message: string;
  readonly message_level: string;
  /** UTC, without a zone. */
  readonly created_at: string;
}

/** The latest of the messages about a resource, with the request that it was about. */
export function reasonOf(messages: readonly Message[]): string | undefined {
  const latest = [...messages].sort((one, other) => one.created_at.localeCompare(other.created_at)).at(-1);
  return latest === undefined ? undefined : `${latest.user_message.replace(/\.$/, "")} (${latest.request_id})`;
}
