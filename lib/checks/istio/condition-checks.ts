import type { AuthorizationPolicySpec, AuthorizationPolicyWhen } from '../../../imports/security.istio.io/authorization-policy';
import type { Path } from '../../core/path';
import type { IstioCapabilities } from '../../core/platform';
import type { Find, IstioCheck } from './istio-check';
import { isPortText } from './operation-checks';
import { isIpBlock, isPattern, isServiceAccount } from './source-checks';

type IsInvalid = (value: string) => boolean;

const never: IsInvalid = () => false;
const invalidIp: IsInvalid = (value) => !isIpBlock(value);

/** The attributes that a condition may use, and which of their values are invalid. */
const ATTRIBUTES = new Map<string, IsInvalid>([
  ['source.ip', invalidIp],
  ['remote.ip', invalidIp],
  ['source.namespace', never],
  ['source.serviceAccount', (value) => !isServiceAccount(value)],
  ['source.principal', never],
  ['source.trustDomain', (value) => !isPattern(value)],
  ['request.auth.principal', never],
  ['request.auth.audiences', never],
  ['request.auth.presenter', never],
  ['destination.ip', invalidIp],
  ['destination.port', (value) => !isPortText(value)],
  ['connection.sni', never],
]);
/** The attributes with a key in brackets, such as `request.headers[x-team]`. */
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

/** The checks of `spec.rules[].when[]` of an AuthorizationPolicy. */
export const conditionChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    ...CONDITION,
    message: 'the attribute is unknown',
    allowed: `${[...ATTRIBUTES.keys()].join(', ')}, request.headers[…], request.auth.claims[…]`,
    fix: 'use one of these; to restrict the called workloads, use spec.selector and the namespace of the policy',
    find: everyCondition(({ key, values, notValues }, path, found) => {
      // Without values, the webhook does not read the key.
      if (key === '' || ((values?.length || notValues?.length) && !isAttribute(key))) found.push([...path, 'key']);
    }),
  },
  {
    ...CONDITION,
    message: 'the condition has no values',
    allowed: 'at least one value in values or notValues',
    fix: 'add a value, or remove the condition',
    find: everyCondition(({ values, notValues }, path, found) => {
      if (!values?.length && !notValues?.length) found.push(path);
    }),
  },
  {
    ...CONDITION,
    message: 'the value is not valid for the attribute',
    allowed: 'a non-empty string: an IP address or CIDR for IPs, a port for ports, [namespace/]account for service accounts',
    fix: 'correct the value',
    find: everyCondition(({ key, values, notValues }, path, found) => {
      const isInvalid = ATTRIBUTES.get(key) ?? never;
      findValues(values, [...path, 'values'], isInvalid, found);
      findValues(notValues, [...path, 'notValues'], isInvalid, found);
    }),
  },
  {
    ...CONDITION,
    message: 'the list has too many service accounts',
    allowed: `at most ${MAX_ACCOUNTS} per field`,
    fix: 'move some of them to another rule',
    find: everyCondition(({ key, values, notValues }, path, found) => {
      if (key !== 'source.serviceAccount') return;
      if ((values?.length ?? 0) > MAX_ACCOUNTS) found.push([...path, 'values']);
      if ((notValues?.length ?? 0) > MAX_ACCOUNTS) found.push([...path, 'notValues']);
    }),
  },
  {
    rule: 'istio/trust-domains',
    message: 'Istio before 1.30.2 does not support trust domains in conditions',
    allowed: 'a key other than source.trustDomain',
    fix: 'identify the callers by source.principal, which starts with the trust domain',
    find: everyCondition(({ key }, path, found, capabilities) => {
      if (key === 'source.trustDomain' && !capabilities.trustDomains) found.push([...path, 'key']);
    }),
  },
];

function findValues(values: readonly string[] | undefined, path: Path, isInvalid: IsInvalid, found: Path[]): void {
  values?.forEach((value, i) => {
    if (value === '' || isInvalid(value)) found.push([...path, i]);
  });
}

function isAttribute(key: string): boolean {
  return ATTRIBUTES.has(key) || (MAPS.some((name) => key.startsWith(name)) && hasBrackets(key));
}

/** Whether a key ends with brackets that are not empty. */
function hasBrackets(key: string): boolean {
  const open = key.indexOf('[');
  return key.endsWith(']') && open > 0 && open < key.length - 2;
}
