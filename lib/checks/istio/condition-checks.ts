import type { AuthorizationPolicySpec, AuthorizationPolicyWhen } from '../../../imports/security.istio.io/authorization-policy';
import type { Path } from '../../core/path';
import type { IstioCapabilities } from '../../core/platform';
import type { Find, IstioCheck } from './istio-check';
import { isPortText } from './operation-checks';
import { isIpBlock, isPattern, isServiceAccount } from './source-checks';

type Breaks = (value: string) => boolean;

const nothing: Breaks = () => false;
const badIp: Breaks = (value) => !isIpBlock(value);

/** The attributes that a condition may name, and what their values must not be. */
const ATTRIBUTES = new Map<string, Breaks>([
  ['source.ip', badIp],
  ['remote.ip', badIp],
  ['source.namespace', nothing],
  ['source.serviceAccount', (value) => !isServiceAccount(value)],
  ['source.principal', nothing],
  ['source.trustDomain', (value) => !isPattern(value)],
  ['request.auth.principal', nothing],
  ['request.auth.audiences', nothing],
  ['request.auth.presenter', nothing],
  ['destination.ip', badIp],
  ['destination.port', (value) => !isPortText(value)],
  ['connection.sni', nothing],
]);
/** The attributes that name something of theirs in brackets: `request.headers[x-team]`. */
const MAPS = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];
const MAX_ACCOUNTS = 16;

const everyCondition =
  (
    visit: (when: AuthorizationPolicyWhen, path: Path, found: Path[], capabilities: IstioCapabilities) => void,
  ): Find<AuthorizationPolicySpec> =>
  ({ spec, capabilities }, found) => {
    spec.rules?.forEach(({ when }, i) => {
      when?.forEach((condition, j) => {
        visit(condition, ['spec', 'rules', i, 'when', j], found, capabilities);
      });
    });
  };

const CONDITION = { rule: 'istio/policy-condition' } as const;

/** What `spec.rules[].when[]` of an AuthorizationPolicy must be. */
export const conditionChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    ...CONDITION,
    message: 'the attribute is unknown',
    allowed: `${[...ATTRIBUTES.keys()].join(', ')}, request.headers[…], request.auth.claims[…]`,
    fix: 'name an attribute that Istio knows; for labels and namespaces of the callee use the selector and the own namespace',
    find: everyCondition(({ key, values, notValues }, path, found) => {
      // Without values, the webhook does not read the key.
      if (key === '' || ((values?.length || notValues?.length) && !isAttribute(key))) found.push([...path, 'key']);
    }),
  },
  {
    ...CONDITION,
    message: 'the condition compares with nothing',
    allowed: 'a value in values or notValues',
    fix: 'add a value, or remove the condition',
    find: everyCondition(({ values, notValues }, path, found) => {
      if (!values?.length && !notValues?.length) found.push(path);
    }),
  },
  {
    ...CONDITION,
    message: 'the value does not fit the attribute',
    allowed: 'a text that is not empty: an address for IPs, a port for ports, [namespace/]account for service accounts',
    fix: 'correct the value',
    find: everyCondition(({ key, values, notValues }, path, found) => {
      const breaks = ATTRIBUTES.get(key) ?? nothing;
      findValues(values, [...path, 'values'], breaks, found);
      findValues(notValues, [...path, 'notValues'], breaks, found);
    }),
  },
  {
    ...CONDITION,
    message: 'there are too many service accounts',
    allowed: `at most ${MAX_ACCOUNTS} in a field`,
    fix: 'go on in another rule',
    find: everyCondition(({ key, values, notValues }, path, found) => {
      if (key !== 'source.serviceAccount') return;
      if ((values?.length ?? 0) > MAX_ACCOUNTS) found.push([...path, 'values']);
      if ((notValues?.length ?? 0) > MAX_ACCOUNTS) found.push([...path, 'notValues']);
    }),
  },
  {
    rule: 'istio/trust-domains',
    message: 'before 1.30.2, Istio knows no trust domains in a condition',
    allowed: 'no such attribute',
    fix: 'name the callers by source.principal, which begins with the trust domain',
    find: everyCondition(({ key }, path, found, capabilities) => {
      if (key === 'source.trustDomain' && !capabilities.trustDomains) found.push([...path, 'key']);
    }),
  },
];

function findValues(values: readonly string[] | undefined, path: Path, breaks: Breaks, found: Path[]): void {
  values?.forEach((value, i) => {
    if (value === '' || breaks(value)) found.push([...path, i]);
  });
}

function isAttribute(key: string): boolean {
  return ATTRIBUTES.has(key) || (MAPS.some((name) => key.startsWith(name)) && hasBrackets(key));
}

/** Whether a key ends in brackets with something in them. */
function hasBrackets(key: string): boolean {
  const open = key.indexOf('[');
  return key.endsWith(']') && open > 0 && open < key.length - 2;
}
