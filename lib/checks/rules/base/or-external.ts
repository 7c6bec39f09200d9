/**
 * Adds the option for an object of another repository to the fix for a missing object.
 *
 * @param object - the value of `--external`, such as `Gateway egress-system/egress`
 */
export function orExternal(fix: string, object: string, owned: 'has it' | 'has them' | 'owns it' = 'has it'): string {
  return `${fix}, or specify --external '${object}' if another repository ${owned}`;
}
