import { isKubernetesDnsLabel, isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import type { EgressGovernanceProps } from './governance-props';
import { EXCLUDED } from './governance-shapes';

type Subject = {
  readonly props: EgressGovernanceProps;
  /** The names of the client namespaces. */
  readonly clients: readonly string[];
};

const malformed = (names: readonly string[]) => names.filter((name) => !isKubernetesDnsLabel(name));
const ofGateways = (names: readonly string[], { props }: Subject) =>
  names.filter((name) => (props.gateways ?? []).some(({ namespace }) => namespace === name));
const excluded = ({ props }: Subject) => props.excludedNamespaces ?? [];
const claiming = ({ props }: Subject) => Object.keys(props.addressClaims ?? {});

/** A property must have well-formed names of namespaces. */
function namespacesIn(path: string, namesOf: (subject: Subject) => readonly string[]): PropCheck<Subject> {
  return {
    ...EXCLUDED,
    path,
    breaks: (subject) => malformed(namesOf(subject)).length > 0,
    got: (subject) => malformed(namesOf(subject)),
  };
}

/** The checks of an `EgressGovernance`. */
export const governanceChecks: readonly PropCheck<Subject>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props }) => !isKubernetesDnsSubdomain(props.name) || props.name.length > 200,
    allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 200 characters',
    fix: 'correct the name',
  },
  {
    rule: 'input/namespace',
    path: 'clients',
    breaks: ({ clients }) => malformed(clients).length > 0,
    got: ({ clients }) => malformed(clients),
    allowed: 'ClientNamespaces, names of namespaces (a-z, 0-9 and -, at most 63 characters), or Namespaces of cdk8s-plus',
    fix: 'correct the namespace',
  },
  {
    rule: 'input/namespace',
    path: 'clients',
    breaks: (s) => ofGateways(s.clients, s).length > 0,
    got: (s) => ofGateways(s.clients, s),
    allowed: 'namespaces without a gateway: those of gateways are governed without being listed',
    fix: 'remove the namespace from the list',
  },
  namespacesIn('addressClaims', claiming),
  namespacesIn('excludedNamespaces', excluded),
  {
    rule: 'input/namespace',
    path: 'excludedNamespaces',
    breaks: (s) => ofGateways(excluded(s), s).length > 0,
    got: (s) => ofGateways(excluded(s), s),
    allowed: 'namespaces without a gateway: what is in the namespace of a gateway can lead out through it',
    fix: 'remove the namespace from the list',
  },
];
