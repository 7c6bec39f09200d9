import { DATAPLANE_MODE } from '../../core/labels';
import { type Exemption, notExempt } from './exemption';
import { celOf, differs, type Guard, listFor, OWNED_BY_OTHERS, type Resources, written } from './policy-parts';

/** Who writes the status of a namespace, or its finalizers, can write its labels too. */
const NAMESPACES = { apiGroups: [''], resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'] } as const;
const NETWORK_POLICIES = { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'] } as const;

/** A kind of network policy that can permit what a NetworkPolicy denies. In a cluster without the kind, its rule has no effect. */
interface WideningKind extends Resources {
  /** Whether the policy permits egress, as CEL. */
  readonly widens: string;
}

const permits = (...actions: readonly string[]) =>
  `object.spec.?egress.orValue([]).exists(rule, rule.action in ${celOf(actions)})`;

const WIDENING: readonly WideningKind[] = [
  {
    apiGroups: ['policy.networking.k8s.io'],
    resources: ['adminnetworkpolicies'],
    widens: `!variables.isElsewhere && ${permits('Allow')}`,
  },
  {
    // The Baseline tier comes after NetworkPolicies.
    apiGroups: ['policy.networking.k8s.io'],
    resources: ['clusternetworkpolicies'],
    widens: `!variables.isElsewhere && object.spec.tier == "Admin" && ${permits('Accept')}`,
  },
  {
    // Pass leads to the profile of the namespace, which permits everything by default.
    apiGroups: ['projectcalico.org', 'crd.projectcalico.org'],
    resources: ['networkpolicies', 'globalnetworkpolicies'],
    widens: permits('Allow', 'Pass'),
  },
  {
    apiGroups: ['cilium.io'],
    resources: ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies'],
    widens: '(object.?spec.?egress.hasValue() || object.?specs.orValue([]).exists(spec, has(spec.egress)))',
  },
];

/** All resources that the policy judges. */
export const ISOLATION_RESOURCES: readonly Resources[] = [
  NAMESPACES,
  NETWORK_POLICIES,
  ...WIDENING.map(({ apiGroups, resources }) => ({ apiGroups, resources })),
];

/** The settings of the policy for isolation. */
export interface IsolationPolicy {
  readonly exempt: Exemption;
  /** The namespaces of clients. */
  readonly clients: readonly string[];
  /** The namespaces of clients and gateways. */
  readonly namespaces: readonly string[];
  /** The names of the NetworkPolicies that the app declares, by namespace. */
  readonly declared: () => Readonly<Record<string, readonly string[]>>;
}

/** Whether a request is about such a resource, or a part of one: the API server names the part apart. */
const isOf = ({ apiGroups, resources }: Resources) =>
  `(request.resource.group in ${celOf(apiGroups)} && request.resource.resource in ${celOf(resources.filter((one) => !one.includes('/')))})`;

const modeOf = (object: string) => `${object}.?metadata.?labels[?"${DATAPLANE_MODE}"].orValue("")`;
const decidesOnEgress = (object: string) => `"Egress" in ${object}.?spec.?policyTypes.orValue([])`;
const subject = (path: string) => `object.spec.?subject.${path}.?matchLabels[?"kubernetes.io/metadata.name"]`;

function variables({ clients, namespaces, declared }: IsolationPolicy) {
  const subjectName = `${subject('?namespaces')}.orValue(${subject('?pods.?namespaceSelector')}.orValue(""))`;
  return [
    { name: 'clients', expression: celOf(clients) },
    { name: 'isDeclared', expression: `object.metadata.?name.orValue("") in ${listFor(declared(), 'request.namespace')}` },
    {
      name: 'decidesOnEgress',
      expression: `(request.operation != "DELETE" && ${decidesOnEgress('object')})
  || (request.operation != "CREATE" && ${decidesOnEgress('oldObject')})`,
    },
    { name: 'isElsewhere', expression: `!(${subjectName} in ${celOf(['', ...namespaces])})` },
    { name: 'widens', expression: WIDENING.map(({ widens, ...kind }) => `(${isOf(kind)} && ${widens})`).join('\n  || ') },
  ];
}

const STAYS_IN_MESH = {
  expression: `!${isOf(NAMESPACES)}
  || ${modeOf('object')} == "ambient"
  || (request.operation == "UPDATE" ? ${modeOf('oldObject')} != "ambient" : !(object.metadata.name in variables.clients))`,
  message: `without the label ${DATAPLANE_MODE}: ambient, the pods of the namespace are outside the mesh, and the egress gateway refuses their calls: keep the label; to move the namespace out of the mesh, remove it from EgressGovernance first`,
};

const STAYS_CLOSED = {
  expression: `!${isOf(NETWORK_POLICIES)} || !variables.decidesOnEgress
  || (request.operation == "CREATE" && variables.isDeclared)
  || (request.operation == "UPDATE" && object.spec == oldObject.spec && !(${OWNED_BY_OTHERS}))`,
  message:
    'NetworkPolicies of the type Egress decide what leaves this namespace, and what one of them permits, no other denies: use policyTypes: [Ingress], and ask the owner of the egress gateway for further destinations; who applies the policies of the gateway must be exempt in EgressGovernance',
};

const STAYS_NARROW = {
  expression: '!variables.widens',
  message:
    'this policy permits egress of the clients or of the egress gateway past their NetworkPolicies: remove its rules that permit egress, or select other namespaces; who may permit more must be exempt in EgressGovernance',
};

/** The policy that keeps namespaces in the mesh, and their egress closed. */
export function isolationGuard(settings: IsolationPolicy): Guard {
  const { exempt, namespaces } = settings;
  const here = celOf(namespaces);
  return {
    background: true,
    matchConstraints: {
      resourceRules: [
        ...written(ISOLATION_RESOURCES.filter((one) => one !== NETWORK_POLICIES)),
        ...written([NETWORK_POLICIES], ['CREATE', 'UPDATE', 'DELETE']),
      ],
    },
    matchConditions: [
      {
        // As NOT_BEING_DELETED says; of namespaces, the labels are judged, and some policies of Cilium have several specifications.
        name: 'not-being-deleted',
        expression: `request.operation == "DELETE" || !has(object.metadata.deletionTimestamp)
  || (request.operation == "UPDATE" && (${['spec', 'specs', 'metadata.labels'].map(differs).join(' || ')}))`,
      },
      {
        name: 'about-clients-or-gateways',
        expression: `request.resource.resource == "namespaces" ? object.metadata.name in ${here}
  : !has(request.namespace) || request.namespace in ${here}`,
      },
      notExempt(exempt),
    ],
    variables: variables(settings),
    validations: [STAYS_IN_MESH, STAYS_CLOSED, STAYS_NARROW],
  };
}
