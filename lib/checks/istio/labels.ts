import type { Path } from '../../core/path';

const DNS_LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const NAME = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const KEY = new RegExp(`^(?:(${DNS_LABEL}(?:\\.${DNS_LABEL})*)/)?(${NAME})$`);
const VALUE = new RegExp(`^(?:${NAME})?$`);

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** Adds the path of each label of an endpoint whose key or value Istio rejects. @param path of the labels */
export function findInvalidLabels(labels: Labels | undefined, path: Path, found: Path[]): void {
  for (const key in labels) {
    if (!isLabelKey(key) || !VALUE.test(labels[key] as string)) found.push([...path, key]);
  }
}

/** Adds the path of each label of a selector that Istio rejects: an empty key, or a `*`. @param path of the labels */
export function findInvalidSelectors(labels: Labels | undefined, path: Path, found: Path[]): void {
  for (const key in labels) {
    if (key === '' || key.includes('*') || labels[key]?.includes('*')) found.push([...path, key]);
  }
}

function isLabelKey(key: string): boolean {
  const match = KEY.exec(key);
  return match !== null && (match[1]?.length ?? 0) <= 253 && (match[2] as string).length <= 63;
}
