/** As Promise.all, but waits for the others when one fails, so that what they started is known and can be stopped. */
export async function allOrNone<const Work extends readonly Promise<unknown>[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
