const made = new Map<string, string[]>();

/** `spec.rules[0]` of `spec.rules` and 0. Ten thousand routes have the same few paths, so each text is made once. */
export function indexedPath(list: string, index: number): string {
  const known = made.get(list);
  if (!known) made.set(list, []);
  else if (index < known.length) return known[index] as string;
  const paths = known ?? (made.get(list) as string[]);
  while (paths.length <= index) paths.push(`${list}[${paths.length}]`);
  return paths[index] as string;
}
