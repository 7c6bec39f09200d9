/** Whether a name matches a pattern, in which `*` stands for any characters. */
export function matchesName(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

/** Whether a text is the name of a namespace, or a pattern for such names that is not only `*`. */
export function isNamespacePattern(text: string): boolean {
  return /^[a-z0-9*]([-a-z0-9*]{0,61}[a-z0-9*])?$/.test(text) && /[a-z0-9]/.test(text);
}
