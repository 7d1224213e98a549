/** Starts a rig; one that fails to come up is tried a second time, and says so. `start` must clean up after its own failure. */
export async function withOneRetry<Rig>(name: string, start: () => Promise<Rig>): Promise<Rig> {
  try {
    return await start();
  } catch (error) {
    console.warn(`${name} failed to come up and is tried once more: ${error instanceof Error ? error.message : String(error)}`);
    return await start();
  }
}
