import { isInDoubt } from "../session/index.ts";

/**
 * Does what may not be done twice; when its answer is lost, looks whether it was done, and does it once more if not. What Neutron then
 * refuses as taken may be what the first one did late.
 *
 * @param find what this very request makes, and nothing else
 * @throws what `work` threw, when it is still in doubt or another's
 */
export async function doRecognizably<Result>(
  work: () => Promise<Result>,
  find: () => Promise<readonly Result[]>,
  isTaken: (thrown: unknown) => boolean,
): Promise<Result> {
  try {
    return await work();
  } catch (lost) {
    if (!isInDoubt(lost)) throw lost;
    const [made, ...others] = await find();
    if (others.length > 0) throw lost;
    if (made !== undefined) return made;
  }
  try {
    return await work();
  } catch (thrown) {
    const [late, ...others] = isInDoubt(thrown) || isTaken(thrown) ? await find() : [];
    if (late === undefined || others.length > 0) throw thrown;
    return late;
  }
}
