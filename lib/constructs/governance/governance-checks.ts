import type { ApprovalLimits } from '../../core/approval-limits';
import { instantOf } from '../../core/instant';
import { isKubernetesDnsLabel, isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { INSTANTS } from '../host/approval-checks';
import { deniedChecks } from './denied-checks';
import { exceptionChecks } from './exception';
import type { EgressGovernanceProps } from './governance-props';
import { EXCLUDED, STAGE } from './governance-shapes';

type Subject = {
  readonly props: EgressGovernanceProps;
  /** The names of the client namespaces. */
  readonly clients: readonly string[];
  /** The limits of the app. */
  readonly limits: ApprovalLimits;
  readonly now: Date;
};

const malformed = (names: readonly string[]) => names.filter((name) => !isKubernetesDnsLabel(name));
const ofGateways = (names: readonly string[], { props }: Subject) =>
  names.filter((name) => (props.gateways ?? []).some(({ namespace }) => namespace === name));
const excluded = ({ props }: Subject) => props.excludedNamespaces ?? [];
const claiming = ({ props }: Subject) => Object.keys(props.addressClaims ?? {});

const stagesOf = ({ props }: Subject) => Object.entries(props.stages ?? {});
const auditsOf = (subject: Subject) => stagesOf(subject).filter(([, { mode }]) => mode === 'audit');

/** Audits whose end is this. */
const auditsThat = (isSo: (end: number | undefined, now: number) => boolean) => (subject: Subject) =>
  auditsOf(subject)
    .filter(([, { until }]) => isSo(instantOf(until)?.millis, subject.now.getTime()))
    .map(([name, { until }]) => `${name}: ${until === undefined ? 'no date' : until}`);

const withoutEnd = auditsThat((end) => end === undefined);
const ended = auditsThat((end, now) => end !== undefined && end <= now);

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
  ...deniedChecks,
  {
    rule: 'input/property',
    path: 'fixtures',
    breaks: ({ props }) => props.fixtures === true && props.engine === 'native',
    got: () => "true, with engine: 'native'",
    allowed: "engine: 'kyverno' or 'both': the tests are about policies of Kyverno",
    fix: 'remove fixtures',
  },
  ...exceptionChecks,
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
  {
    rule: STAGE.rule,
    path: 'stages',
    breaks: (s) => withoutEnd(s).length > 0,
    got: withoutEnd,
    allowed: `for each audit, ${INSTANTS}`,
    fix: 'set until, so that the audit of the policy is not forgotten',
  },
  {
    rule: STAGE.rule,
    severity: 'warning',
    path: 'stages',
    breaks: (s) => ended(s).length > 0,
    got: ended,
    allowed: ({ now }) => `audits that end after now, ${now.toISOString()}: the policies still accept what they should reject`,
    fix: "set mode: 'enforce', or a later date",
  },
];
