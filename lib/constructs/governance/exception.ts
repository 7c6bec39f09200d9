import { instantOf } from '../../core/instant';
import { isKubernetesDnsLabel, isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { type Field, listOf, objectOf, oneOf, optional, required, text, value } from '../../core/shapes';
import { INSTANTS } from '../host/approval-checks';
import { GOVERNANCE_POLICY_NAMES, type GovernancePolicyName } from './policy-parts';

/** One object that a policy does not judge until a date. */
export interface GovernanceException {
  /** The name of the exception, a DNS label that no other exception has. `PolicyException.metadata.name` has it after that of the construct. */
  readonly name: string;
  /** The policy, by the end of its name, such as `approval`. `PolicyException.spec.policyRefs`. */
  readonly policy: GovernancePolicyName;
  /** The kind of the object, such as `ServiceEntry`. */
  readonly kind: string;
  /** The namespace of the object. */
  readonly namespace: string;
  /** The name of the object, without wildcards. */
  readonly object: string;
  /** The team that is responsible for it. Annotation `security.corp/egress-owner`. */
  readonly owner: string;
  /** The ticket of the request. Annotation `security.corp/egress-ticket`. */
  readonly ticket: string;
  /** Why it is excepted. Annotation `security.corp/egress-reason`. */
  readonly reason: string;
  /**
   * When it ends: `YYYY-MM-DD` (midnight UTC) or `YYYY-MM-DDThh:mm:ssZ`. Synthesis fails from then on, and the cleanup controller deletes
   * the exception within a minute. `PolicyException.spec.expiresAt`.
   */
  readonly until: string;
}

const RULE = 'input/exception';
const texts = (allowed: string, fix: string) => ({ rule: RULE, allowed, fix });

const KIND = texts('the kind of one object, such as ServiceEntry', 'name the kind');
const LABEL = texts('a DNS label: a-z, 0-9 and -, at most 63 characters', 'correct the name');
const OBJECT = texts('the name of one object, without wildcards', 'write one exception for each object');
const said = (what: string, fix: string) => {
  const isSaid = (given: unknown) => typeof given === 'string' && given.trim() !== '';
  return required(value(isSaid, texts(what, fix), true), (unique) => unique);
};
const label = required(value(isKubernetesDnsLabel, LABEL, true), (unique) => unique);

const fields = {
  name: label,
  policy: required(oneOf(GOVERNANCE_POLICY_NAMES, RULE, 'name one policy'), () => 'approval'),
  kind: required(
    value((given) => typeof given === 'string' && /^[A-Z][A-Za-z]+$/.test(given), KIND, true),
    () => 'Malformed',
  ),
  namespace: label,
  object: required(value(isKubernetesDnsSubdomain, OBJECT, true), (unique) => unique),
  owner: said('the team that is responsible', 'name the team'),
  ticket: said('the ticket of the request', 'name the ticket'),
  reason: said('a reason', 'describe why the object is excepted'),
  until: required(
    value((given) => instantOf(given) !== undefined, texts(INSTANTS, 'write the date in UTC'), true),
    () => '2100-01-01',
  ),
} satisfies Record<keyof GovernanceException, Field>;

const LIST = texts(
  'a list of objects { name, policy, kind, namespace, object, owner, ticket, reason, until }',
  'write the exceptions as a list of such objects',
);

/** The shape of the property `exceptions`. */
export const exceptionsField: Field = optional(listOf(objectOf(fields, LIST), LIST));

/** The shape of the property `exceptionNamespace`. */
export const exceptionNamespaceField: Field = optional(text(LABEL));

type Subject = {
  readonly props: {
    readonly exceptions?: readonly GovernanceException[];
    readonly exceptionNamespace?: string;
    readonly engine?: string;
  };
  readonly now: Date;
};

const all = ({ props }: Subject) => props.exceptions ?? [];
const ended = (s: Subject) => all(s).filter(({ until }) => (instantOf(until)?.millis ?? 0) <= s.now.getTime());
const doubled = (s: Subject) => all(s).filter(({ name }, index) => all(s).findIndex((one) => one.name === name) !== index);
const shown = (exceptions: readonly GovernanceException[]) =>
  exceptions.map(({ name, until }) => `${name} (until ${until})`).join(', ');

/** The checks of the property `exceptions`. */
export const exceptionChecks: readonly PropCheck<Subject>[] = [
  {
    rule: RULE,
    path: 'exceptions',
    breaks: (s) => ended(s).length > 0,
    got: (s) => shown(ended(s)),
    allowed: ({ now }) => `exceptions that end after now, ${now.toISOString()}`,
    fix: 'remove the exception, and correct the object; or ask for a longer one',
  },
  {
    rule: RULE,
    path: 'exceptions',
    breaks: (s) => all(s).length > 0 && (s.props.engine ?? 'kyverno') !== 'kyverno',
    got: ({ props }) => `exceptions with engine: '${props.engine}'`,
    allowed: "engine: 'kyverno': native policies know no exceptions, and refuse the objects anyway",
    fix: "use excludedNamespaces, exempt or addressClaims, or engine: 'kyverno'",
  },
  {
    rule: RULE,
    path: 'exceptions',
    breaks: (s) => doubled(s).length > 0,
    got: (s) => shown(doubled(s)),
    allowed: 'a name that no other exception has',
    fix: 'rename the exception',
  },
  {
    rule: 'input/namespace',
    path: 'exceptionNamespace',
    breaks: ({ props: { exceptionNamespace: given } }) =>
      given !== undefined && (!isKubernetesDnsLabel(given) || given === 'kyverno'),
    allowed: 'a namespace of its own, and not kyverno, where the cleanup controller deletes nothing',
    fix: 'name a namespace to which only the platform may write',
  },
];
