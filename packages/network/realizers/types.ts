import type { Action } from "../remote-ports/index.ts";

/** Makes remote ports in one kind of Neutron. */
export interface Realizer {
  /**
   * Makes one action. Nothing is believed to be done by it: the next look at Neutron says.
   *
   * @returns the ID of a port that was created
   */
  realize(action: Action, createdId: string | undefined): Promise<string | undefined>;
}
