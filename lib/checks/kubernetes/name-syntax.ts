import { isKubernetesDnsLabel, isKubernetesDnsSubdomain } from '../../core/net/dns';

/** The syntax of a name. */
export interface NameSyntax {
  readonly accepts: (name: string) => boolean;
  readonly allowed: string;
}

/** The names of most kinds. */
export const SUBDOMAIN: NameSyntax = {
  accepts: isKubernetesDnsSubdomain,
  allowed: 'labels of a-z, 0-9 and -, separated by dots, at most 253 characters in total',
};

/** The names of Namespaces, and of other objects that become one label of a DNS name. */
export const LABEL: NameSyntax = { accepts: isKubernetesDnsLabel, allowed: 'a-z, 0-9 and -, at most 63 characters' };

/** The names of RBAC kinds. */
export const PATH_SEGMENT: NameSyntax = {
  accepts: (name) => name !== '.' && name !== '..' && name !== '' && !/[/%]/.test(name),
  allowed: 'a string without / and %, except . and ..',
};

const WORD = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Recent valid keys: thousands of objects have the same few keys. */
const passed = new Set<string>();
const REMEMBERED = 1000;

/** Whether a string is a label key: `app`, `app.kubernetes.io/name`. */
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

/** Whether a string is a label value, which may be empty. */
export function isLabelValue(value: string): boolean {
  return value === '' || WORD.test(value);
}

export const QUALIFIED_NAME = 'A-Z, a-z, 0-9, -, _ and ., at most 63 characters, after an optional DNS name and /';
export const LABEL_VALUE =
  'A-Z, a-z, 0-9, -, _ and ., at most 63 characters, with a letter or digit first and last; or an empty string';
