/**
 * Adds the option for an object of another repository to the fix for a missing object.
 *
 * @param object - the value of `--external`, such as `Gateway egress-system/egress`
 */
export function orExternal(fix: string, object: string, owned: 'has it' | 'has them' | 'owns it' = 'has it'): string {
  return `${fix}, or specify --external '${object}' if another repository ${owned}`;
}

/** The options that fixes name, with the property of the same meaning. */
const PROPERTIES: Readonly<Record<string, string>> = {
  external: 'external',
  'platform-namespace': 'platformNamespaces',
  'gateway-class': 'gatewayClasses',
};

/**
 * The same fix for the author of a program: it names the property in place of the option of the command.
 *
 * @param owner - the class that has the property, such as `EgressApp`
 */
export function withProperties(fix: string, owner: string): string {
  return fix.replace(/specify --([a-z-]+) (?:'([^']*)'|([^\s,;]+))/g, (option, name: string, quoted?: string, word?: string) => {
    const property = PROPERTIES[name];
    return property === undefined ? option : `add '${quoted ?? word}' to the property ${property} of ${owner}`;
  });
}
