import type { Path } from '../../core/path';

const DNS_LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const NAME = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const KEY = new RegExp(`^(?:(${DNS_LABEL}(?:\\.${DNS_LABEL})*)/)?(${NAME})$`);
const VALUE = new RegExp(`^(?:${NAME})?$`);

/** Labels as objects hold them. */
export type Labels = Readonly<Record<string, string>>;

/** Adds the path of each label of an endpoint that Istio refuses by its key or value. `path`: of the labels. */
export function findBadLabels(labels: Labels | undefined, path: Path, found: Path[]): void {
  for (const key in labels) {
    if (!isLabelKey(key) || !VALUE.test(labels[key] as string)) found.push([...path, key]);
  }
}

/** Adds the path of each label of a selector that Istio refuses: an empty key, or a `*`. `path`: of the labels. */
export function findBadSelectors(labels: Labels | undefined, path: Path, found: Path[]): void {
  for (const key in labels) {
    if (key === '' || key.includes('*') || labels[key]?.includes('*')) found.push([...path, key]);
  }
}

function isLabelKey(key: string): boolean {
  const match = KEY.exec(key);
  return match !== null && (match[1]?.length ?? 0) <= 253 && (match[2] as string).length <= 63;
}
