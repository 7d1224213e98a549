import type { CallOptions, Service } from "../session/index.ts";

/** What is done to a server, and has begun when it returns. */
export interface ServerActions {
  /** `ACTIVE` to `PAUSED`: it stands still with its memory. */
  pause(id: string, options?: CallOptions): Promise<void>;
  unpause(id: string, options?: CallOptions): Promise<void>;
  /** `ACTIVE` to `SUSPENDED`: its memory goes to the disk. */
  suspend(id: string, options?: CallOptions): Promise<void>;
  resume(id: string, options?: CallOptions): Promise<void>;
  stop(id: string, options?: CallOptions): Promise<void>;
  start(id: string, options?: CallOptions): Promise<void>;
  /**
   * Snapshots of all volumes of a server that boots from one, as an image that lists them. Its guest agent freezes it meanwhile where
   * the image's properties say so. The image is `active` at once, its snapshots may still be `creating`.
   *
   * @returns ID of the image
   */
  createImage(id: string, name: string, options?: CallOptions): Promise<string>;
  /** The end of what it wrote to its serial port. */
  consoleOutput(id: string, lines: number, options?: CallOptions): Promise<string>;
}

export function createServerActions(service: Service, headers: Readonly<Record<string, string>>): ServerActions {
  const act = <Body>(id: string, action: object, options?: CallOptions): Promise<Body> =>
    service.call<Body>({ method: "POST", path: `/servers/${encodeURIComponent(id)}/action`, body: action, headers }, options);
  const plain =
    (name: string) =>
    async (id: string, options?: CallOptions): Promise<void> => {
      await act(id, { [name]: null }, options);
    };
  return {
    pause: plain("pause"),
    unpause: plain("unpause"),
    suspend: plain("suspend"),
    resume: plain("resume"),
    stop: plain("os-stop"),
    start: plain("os-start"),
    async createImage(id, name, options) {
      return (await act<{ readonly image_id: string }>(id, { createImage: { name } }, options)).image_id;
    },
    async consoleOutput(id, length, options) {
      return (await act<{ readonly output: string }>(id, { "os-getConsoleOutput": { length } }, options)).output;
    },
  };
}
