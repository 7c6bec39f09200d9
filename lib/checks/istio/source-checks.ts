import type { AuthorizationPolicySource, AuthorizationPolicySpec } from '../../../imports/security.istio.io/authorization-policy';
import { isGoCidr, isIstioIp } from '../../core/net/ip';
import type { Path } from '../../core/path';
import type { Find, IstioCheck, IstioSubject } from './istio-check';

type Field = keyof AuthorizationPolicySource;

const IPS: readonly Field[] = ['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'];
const ACCOUNTS: readonly Field[] = ['serviceAccounts', 'notServiceAccounts'];
const TRUST_DOMAINS: readonly Field[] = ['trustDomains', 'notTrustDomains'];
const MESH_NAMES: readonly Field[] = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'];
const REQUEST_NAMES: readonly Field[] = ['requestPrincipals', 'notRequestPrincipals'];
const FIELDS = [...IPS, ...ACCOUNTS, ...TRUST_DOMAINS, ...MESH_NAMES, ...REQUEST_NAMES];
const MAX_ACCOUNTS = 16;
const MAX_ACCOUNT_BYTES = 320;

type Subject = IstioSubject<AuthorizationPolicySpec>;
type Visit = (source: AuthorizationPolicySource | undefined, path: Path, found: Path[], subject: Subject) => void;

/** Visits the source of each entry of `from`; `undefined` if an entry has none. */
const everySource =
  (visit: Visit): Find<AuthorizationPolicySpec> =>
  (subject, found) => {
    subject.spec.rules?.forEach(({ from }, i) => {
      from?.forEach(({ source }, j) => {
        visit(source, ['spec', 'rules', i, 'from', j, 'source'], found, subject);
      });
    });
  };

const everyValue = (fields: readonly Field[], isInvalid: (value: string) => boolean) =>
  everySource((source, path, found) => {
    for (const field of fields) {
      source?.[field]?.forEach((value, k) => {
        if (isInvalid(value)) found.push([...path, field, k]);
      });
    }
  });

const fieldsWhere = (fields: readonly Field[], isInvalid: (values: readonly string[], subject: Subject) => boolean) =>
  everySource((source, path, found, subject) => {
    for (const field of fields) {
      const values = source?.[field];
      if (values && isInvalid(values, subject)) found.push([...path, field]);
    }
  });

const SOURCE = { rule: 'istio/policy-source' } as const;

/** The checks of `spec.rules[].from[].source` of an AuthorizationPolicy. */
export const sourceChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    ...SOURCE,
    message: 'the source is empty',
    allowed: 'at least one field with a value',
    fix: 'specify the callers, or remove spec.rules[].from to match every caller',
    find: everySource((source, path, found) => {
      if (source === undefined || !hasAny(source, FIELDS)) found.push(path);
    }),
  },
  {
    ...SOURCE,
    message: 'service accounts cannot be combined with namespaces or principals',
    allowed: 'one way to identify the callers per source',
    fix: 'identify all of them by serviceAccounts, or move the others to a separate source',
    find: everySource((source, path, found) => {
      if (source !== undefined && hasAny(source, MESH_NAMES) && hasAny(source, ACCOUNTS)) found.push(path);
    }),
  },
  {
    ...SOURCE,
    message: 'the value is empty',
    allowed: 'a non-empty string',
    fix: 'set a value, or remove the entry',
    find: everyValue([...FIELDS], (value) => value === ''),
  },
  {
    ...SOURCE,
    message: 'the value is neither an IP address nor a CIDR',
    allowed: 'an IPv4 or IPv6 address, such as 198.51.100.0/24, with or without a prefix length',
    fix: 'correct the address',
    find: everyValue(IPS, (value) => !isIpBlock(value)),
  },
  {
    ...SOURCE,
    message: 'the value is not a service account',
    allowed: `account or namespace/account, at most ${MAX_ACCOUNT_BYTES} bytes, without *`,
    fix: 'specify the full name of each service account',
    find: everyValue(ACCOUNTS, (value) => !isServiceAccount(value)),
  },
  {
    ...SOURCE,
    message: 'the list has too many service accounts',
    allowed: `at most ${MAX_ACCOUNTS} per field`,
    fix: 'move some of them to another entry of from',
    find: fieldsWhere(ACCOUNTS, (values) => values.length > MAX_ACCOUNTS),
  },
  {
    ...SOURCE,
    message: 'the value is not a trust domain',
    allowed: 'a trust domain without /, with at most one *, at its start or end',
    fix: 'specify a trust domain, such as cluster.local',
    find: everyValue(TRUST_DOMAINS, (value) => value.includes('/') || !isPattern(value)),
  },
  {
    rule: 'istio/trust-domains',
    message: 'Istio before 1.30.2 does not support trust domains in sources',
    allowed: 'no trust domains',
    fix: 'identify the callers by principals, which start with the trust domain',
    find: fieldsWhere(TRUST_DOMAINS, (values, { capabilities }) => values.length > 0 && !capabilities.trustDomains),
  },
];

/** Whether Istio accepts a string as an IP address or, with a slash, as a CIDR. */
export function isIpBlock(value: string): boolean {
  return value.includes('/') ? isGoCidr(value) : isIstioIp(value);
}

/** Whether Istio accepts a string as `account` or `namespace/account`. */
export function isServiceAccount(value: string): boolean {
  if (value.includes('*') || Buffer.byteLength(value) > MAX_ACCOUNT_BYTES) return false;
  const parts = value.split('/');
  return parts.length <= 2 && parts.every((part) => part !== '');
}

/** Whether a string has at most one `*`, at its start or end. */
export function isPattern(value: string): boolean {
  const star = value.indexOf('*');
  if (star < 0) return value !== '';
  return star === value.lastIndexOf('*') && (star === 0 || star === value.length - 1);
}

/** Whether any of some fields of a source has a value. */
export function hasAny(source: AuthorizationPolicySource, fields: readonly Field[]): boolean {
  return fields.some((field) => Boolean(source[field]?.length));
}
