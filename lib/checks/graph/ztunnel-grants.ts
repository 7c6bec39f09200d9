import type {
  AuthorizationPolicyFrom,
  AuthorizationPolicyRule,
  AuthorizationPolicySource,
} from '../../../imports/security.istio.io/authorization-policy';
import type { Path } from '../../core/path';
import { isTrustDomain, readByZtunnel } from './ztunnel-fields';

/** A caller, or a group of callers, that a rule names. */
export interface NamedCaller {
  /** `service account team-a/agent`, `namespace team-a`. */
  readonly text: string;
  /** The namespace of its pods; `undefined` if it is not specified, such as for addresses. */
  readonly namespace: string | undefined;
  /** `spec.rules[0].from[0].source.serviceAccounts[0]`. */
  readonly path: Path;
}

/** Whom a rule matches: everybody, or only these callers. */
export type Callers = 'anyone' | readonly NamedCaller[];

/**
 * Whom a rule of an ALLOW policy allows to call a port of a pod, as ztunnel enforces it. Nobody if the rule does not match the port,
 * or has fields that remove it.
 *
 * @param home - the namespace of the policy, which completes `serviceAccounts: [agent]`
 */
export function allowedCallers(rule: AuthorizationPolicyRule, path: Path, port: number, home: string): Callers {
  const { ignored } = readByZtunnel(rule);
  if (!matchesPort(rule, port) || ignored.some((field) => !isTrustDomain(field.at(-1)))) return [];
  const { from = [], when = [] } = rule;
  const byCondition = when.flatMap(({ key, values = [] }, index): NamedCaller[][] => {
    const field = CONDITIONS[key];
    return field && values.length > 0 ? [named(field, values, [...path, 'when', index, 'values'], home)] : [];
  });
  const conditions = byCondition.filter((callers) => callers.length > 0);
  const sources = from.length === 0 ? 'anyone' : union(from.map((one, index) => sourceOf(one, [...path, 'from', index], home)));
  return sources === 'anyone' ? (conditions[0] ?? 'anyone') : sources;
}

/** Whether a rule of a DENY policy denies a port to all callers except some, or to all. */
export function deniesOthers({ from = [], to, when = [] }: AuthorizationPolicyRule, port: number): boolean {
  if (when.length > 0 || !matchesPort({ ...(to && { to }) }, port)) return false;
  return from.length === 0 || from.some(({ source = {} }) => isExclusion(source));
}

/** Whether a rule names ports, and so does not apply to all ports of the pods. */
export function namesPorts({ to = [] }: AuthorizationPolicyRule): boolean {
  return to.length > 0 && to.every(({ operation }) => (operation?.ports ?? []).length > 0);
}

type Field = 'serviceAccounts' | 'principals' | 'namespaces' | 'ipBlocks';

/** From the most to the least specific: if a source has several, all of them must match. */
const FIELDS: readonly Field[] = ['serviceAccounts', 'principals', 'namespaces', 'ipBlocks'];
const CONDITIONS: Readonly<Record<string, Field>> = {
  'source.principal': 'principals',
  'source.namespace': 'namespaces',
  'source.ip': 'ipBlocks',
};

/** A source without a field that ztunnel reads matches nobody. */
function sourceOf({ source = {} }: AuthorizationPolicyFrom, path: Path, home: string): Callers {
  for (const field of FIELDS) {
    const values = source[field] ?? [];
    const callers = named(field, values, [...path, 'source', field], home);
    if (callers.length > 0) return callers;
  }
  return Object.keys(source).every(isTrustDomain) ? [] : 'anyone';
}

/** The callers in a field; none if one of its values matches all callers. */
function named(field: Field, values: readonly string[], path: Path, home: string): NamedCaller[] {
  if (values.some((value) => isAnyone(field, value))) return [];
  return values.map((value, index) => ({ ...READ[field](value, home), path: [...path, index] }));
}

const READ: Readonly<Record<Field, (value: string, home: string) => Omit<NamedCaller, 'path'>>> = {
  serviceAccounts: (value, home) => ofAccount(value.includes('/') ? value : `${home}/${value}`),
  principals: (value) => {
    const [, namespace, account] = /^[^/*]*\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(value) ?? [];
    if (namespace !== undefined && account !== undefined) return ofAccount(`${namespace}/${account}`);
    const [, within] = /\/ns\/([^/*]+)\//.exec(value) ?? [];
    return { text: `principal ${value}`, namespace: within };
  },
  namespaces: (value) => ({ text: `namespace ${value}`, namespace: value.includes('*') ? undefined : value }),
  ipBlocks: (value) => ({ text: `address ${value}`, namespace: undefined }),
};

function ofAccount(account: string): Omit<NamedCaller, 'path'> {
  return { text: `service account ${account}`, namespace: account.split('/')[0] };
}

/** `*` and the prefix of a trust domain match every pod of the mesh. */
function isAnyone(field: Field, value: string): boolean {
  if (field === 'ipBlocks') return value.endsWith('/0');
  return value === '*' || (field === 'principals' && value.endsWith('*') && !/\/ns\/[^/*]/.test(value));
}

function union(all: readonly Callers[]): Callers {
  const callers: NamedCaller[] = [];
  for (const one of all) {
    if (one === 'anyone') return one;
    callers.push(...one);
  }
  return callers;
}

function matchesPort({ to = [], when = [] }: AuthorizationPolicyRule, port: number): boolean {
  const takes = (ports: readonly string[] = [], not: readonly string[] = []) =>
    (ports.length === 0 || ports.includes(String(port))) && !not.includes(String(port));
  const inOperations = to.length === 0 || to.some(({ operation }) => takes(operation?.ports, operation?.notPorts));
  return inOperations && when.every(({ key, values, notValues }) => key !== 'destination.port' || takes(values, notValues));
}

const NEGATIVE = ['notServiceAccounts', 'notPrincipals', 'notNamespaces'] as const;

/** `notPrincipals: ["*"]` only denies plaintext, as PeerAuthentication does. */
function isExclusion(source: AuthorizationPolicySource): boolean {
  const isOnlyNegative = Object.keys(source).every((field) => NEGATIVE.some((one) => one === field));
  return isOnlyNegative && NEGATIVE.some((field) => source[field]?.some((value) => value !== '*') ?? false);
}
