/** The keys that readers look for first. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'spec'];

/** The keys of an object in the order of a manifest: apiVersion, kind, metadata, spec, then the others by code unit. */
export function topKeys(object: object): string[] {
  const keys = Object.keys(object);
  let next = 0;
  for (const key of FIRST) if (keys[next] === key) next++;
  if (next === keys.length) return keys;
  const first = FIRST.filter((key) => keys.includes(key));
  return [...first, ...sorted(keys.filter((key) => !first.includes(key)))];
}

/** The keys of an object by code unit. Most are sorted already, and a check is cheaper than sorting. */
export function keysInOrder(object: object): string[] {
  return sorted(Object.keys(object));
}

function sorted(keys: string[]): string[] {
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] as string) > (keys[i] as string)) return keys.sort();
  return keys;
}
