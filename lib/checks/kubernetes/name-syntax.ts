import { isKubernetesDnsLabel, isKubernetesDnsSubdomain } from '../../core/net/dns';

/** What a name must be. */
export interface NameSyntax {
  readonly accepts: (name: string) => boolean;
  readonly allowed: string;
}

/** Most kinds. */
export const SUBDOMAIN: NameSyntax = {
  accepts: isKubernetesDnsSubdomain,
  allowed: 'labels of a-z, 0-9 and - with dots between them, at most 253 characters in all',
};

/** Namespaces, and what else becomes one label of a DNS name. */
export const LABEL: NameSyntax = { accepts: isKubernetesDnsLabel, allowed: 'a-z, 0-9 and -, at most 63 characters' };

/** Kinds of RBAC. */
export const PATH_SEGMENT: NameSyntax = {
  accepts: (name) => name !== '.' && name !== '..' && name !== '' && !/[/%]/.test(name),
  allowed: 'text without / and %',
};

const WORD = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Keys that passed lately: a few keys stand on thousands of objects. */
const passed = new Set<string>();
const REMEMBERED = 1000;

/** A key of labels: `app`, `app.kubernetes.io/name`. */
export function isQualifiedName(key: string): boolean {
  if (passed.has(key)) return true;
  if (!matchesQualifiedName(key)) return false;
  if (passed.size >= REMEMBERED) passed.clear();
  passed.add(key);
  return true;
}

function matchesQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  return slash < 0 ? WORD.test(key) : isKubernetesDnsSubdomain(key.slice(0, slash)) && WORD.test(key.slice(slash + 1));
}

/** A value of a label, which may be empty. */
export function isLabelValue(value: string): boolean {
  return value === '' || WORD.test(value);
}

export const QUALIFIED_NAME = 'A-Z, a-z, 0-9, -, _ and ., at most 63 characters, after an optional DNS name and /';
export const LABEL_VALUE = 'A-Z, a-z, 0-9, -, _ and ., at most 63 characters, a letter or digit first and last; or nothing';
