/**
 * Adds the option for an object of another repository to the fix for a missing object.
 *
 * @param object - the value of `--external`, such as `Gateway egress-system/egress`
 */
export function orExternal(fix: string, object: string, owned: 'has it' | 'has them' | 'owns it' = 'has it'): string {
  return `${fix}, or specify --external '${object}' if another repository ${owned}`;
}

/** The same fix for the author of an app: it names the property in place of the option. */
export function fixInApp(fix: string): string {
  return fix
    .replace(/specify --external ('[^']*')/, 'add $1 to the property external of EgressApp')
    .replace(/specify --platform-namespace (\S+)/, "add '$1' to the property platformNamespaces of EgressApp");
}
