import { type CallOptions, isOpenStackError, type Service } from "../session/index.ts";

/** `GET /v2.1/servers/{id}/os-volume_attachments`. */
export interface Attachment {
  readonly attachment_id: string;
  readonly volumeId: string;
  readonly serverId: string;
  /** `/dev/vdb` */
  readonly device: string;
  readonly delete_on_termination: boolean;
  readonly tag: string | null;
}

/** The volumes of servers. */
export interface Attachments {
  list(serverId: string, options?: CallOptions): Promise<readonly Attachment[]>;
  /** Is begun: the volume is `attaching` until it is `in-use`. */
  attach(serverId: string, volumeId: string, options?: CallOptions): Promise<Attachment>;
  /** Gives false when it was not attached. Is begun: the volume is `detaching` until it is `available`. */
  detach(serverId: string, volumeId: string, options?: CallOptions): Promise<boolean>;
}

export function createAttachments(service: Service, headers: Readonly<Record<string, string>>): Attachments {
  const pathOf = (serverId: string): string => `/servers/${encodeURIComponent(serverId)}/os-volume_attachments`;
  return {
    async list(serverId, options) {
      const call = { method: "GET", path: pathOf(serverId), headers };
      return (await service.call<{ readonly volumeAttachments: readonly Attachment[] }>(call, options)).volumeAttachments;
    },
    async attach(serverId, volumeId, options) {
      const call = { method: "POST", path: pathOf(serverId), body: { volumeAttachment: { volumeId } }, headers };
      return (await service.call<{ readonly volumeAttachment: Attachment }>(call, options)).volumeAttachment;
    },
    async detach(serverId, volumeId, options) {
      try {
        await service.call({ method: "DELETE", path: `${pathOf(serverId)}/${encodeURIComponent(volumeId)}`, headers }, options);
        return true;
      } catch (thrown) {
        if (isOpenStackError(thrown, 404)) return false;
        throw thrown;
      }
    },
  };
}
