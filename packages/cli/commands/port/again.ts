/** For an option that can be given again. */
export function again(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
