/**
 * A fix for an object that is missing, with the option for one that another repository has.
 *
 * @param object - as `--external` names it: `Gateway egress-system/egress`
 */
export function orExternal(fix: string, object: string, owned: 'has it' | 'has them' | 'owns it' = 'has it'): string {
  return `${fix}, or say that another repository ${owned}: --external '${object}'`;
}
