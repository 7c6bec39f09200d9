import { accepts, bounds, COMMON, GENERATION, KubernetesTable, rejects, rejectsAt, selector } from './table';

const PODS = { matchLabels: { app: 'a' } };
const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'a' },
  spec: {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [{ podSelector: PODS }], ports: [{ port: 80 }] }],
    egress: [
      { to: [{ podSelector: PODS }], ports: [{ port: 80, endPort: 90 }] },
      { to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] },
    ],
  },
};
const [PEER, BLOCK, PORT] = ['spec.egress[0].to[0]', 'spec.egress[1].to[0].ipBlock', 'spec.egress[0].ports[0]'];
const INVALID_SELECTOR = { matchExpressions: [{ key: '', operator: 'Exists' }] };

/** Rejects a malformed selector. The whole syntax of selectors is tested once per kind. */
const selects = (path: string) => rejectsAt(path, INVALID_SELECTOR, `${path}.matchExpressions[0].key`);

new KubernetesTable('networking.k8s.io/network-policy')
  .given(
    'one for both directions',
    networkPolicy,
    COMMON,
    selector('spec.podSelector'),
    accepts('spec.policyTypes', ['Egress'], []),
    rejects('spec.policyTypes[0]', 'ingress', ''),
    rejects('spec.policyTypes', ['Ingress', 'Egress', 'Egress']),
    accepts(PEER, { podSelector: {} }, { namespaceSelector: {} }, { podSelector: {}, namespaceSelector: {} }),
    rejects(PEER, {}, { ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }),
    rejects('spec.ingress[0].from[0]', {}),
    selects(`${PEER}.podSelector`),
    selects(`${PEER}.namespaceSelector`),
    selects('spec.ingress[0].from[0].podSelector'),
    accepts(BLOCK, { cidr: '198.51.100.1/32' }, { cidr: '2001:db8::/32' }, { cidr: '::/0', except: ['::/1'] }),
    rejects(`${BLOCK}.cidr`, '', '10.0.0.1/8'),
    ...['10.0.0.0', '10.0.0.0/33'].map((cidr) => rejectsAt(BLOCK, { cidr }, `${BLOCK}.cidr`)),
    accepts(`${BLOCK}.except`, ['10.0.0.0/9', '10.255.255.255/32']),
    rejects(`${BLOCK}.except`, ['10.0.0.0/8'], ['11.0.0.0/16'], ['10.1.0.1/16'], ['10.1.0.0/16', '::/1']),
    accepts(`${PORT}.protocol`, 'TCP', 'UDP', 'SCTP'),
    rejects(`${PORT}.protocol`, 'ICMP', 'tcp'),
    rejects('spec.ingress[0].ports[0].protocol', 'ICMP'),
    bounds('spec.ingress[0].ports[0].port', 1, 65535),
    accepts('spec.ingress[0].ports[0].port', 'http', 'a'.repeat(15)),
    rejects('spec.ingress[0].ports[0].port', 'Http', 'a'.repeat(16)),
    bounds(`${PORT}.endPort`, 80, 65535),
    rejectsAt(`${PORT}.port`, 91, `${PORT}.endPort`),
    rejectsAt(`${PORT}.port`, 'http', `${PORT}.endPort`),
    rejectsAt(`${PORT}.port`, undefined, `${PORT}.endPort`),
  )
  .guardsEveryRow();

const clusterRole = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'a' },
  rules: [
    { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] },
    { verbs: ['get'], nonResourceURLs: ['/healthz'] },
  ],
};

new KubernetesTable('rbac.authorization.k8s.io/cluster-role')
  .given(
    'one with both sorts of rules',
    clusterRole,
    COMMON,
    GENERATION,
    rejects('rules[0].verbs', []),
    rejects('rules[0].apiGroups', undefined, []),
    rejects('rules[0].resources', undefined, []),
    rejects('rules[1].apiGroups', ['']),
    rejects('rules[1].resources', ['pods']),
    rejects('rules[1].resourceNames', ['a']),
    rejects('aggregationRule.clusterRoleSelectors', []),
    selector('aggregationRule.clusterRoleSelectors[0]'),
  )
  .guardsEveryRow();

const disruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'a' },
  spec: { maxUnavailable: 1, selector: PODS, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
};

new KubernetesTable('policy/pod-disruption-budget')
  .given(
    'one for a number of pods',
    disruptionBudget,
    COMMON,
    accepts('metadata.name', 'a=b', 'é'),
    rejects('metadata.name', 'a/b', '..'),
    accepts('spec.maxUnavailable', 0, '0%', '100%', '25%'),
    rejects('spec.maxUnavailable', -1, '101%', '25', ''),
    accepts('spec', { minAvailable: '50%' }, {}),
    rejects('spec', { minAvailable: 1, maxUnavailable: 1 }),
    rejectsAt('spec', { minAvailable: '101%' }, 'spec.minAvailable'),
    rejects('spec.unhealthyPodEvictionPolicy', 'Never'),
    selector('spec.selector'),
  )
  .guardsEveryRow();

const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
const admissionPolicy = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'a' },
  spec: {
    paramKind: { apiVersion: 'example.com/v1', kind: 'Limit' },
    matchConstraints: { resourceRules: [rule], excludeResourceRules: [rule] },
    matchConditions: [{ name: 'a', expression: 'true' }],
    variables: [{ name: 'a', expression: '1' }],
    validations: [{ expression: 'true', message: 'no' }],
    auditAnnotations: [{ key: 'a', valueExpression: "'b'" }],
  },
};
const conditions = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `a${i}`, expression: 'true' }));

/** The match rules of a policy or a binding. @param at the path of the field */
const ofMatch = (at: string, first = `${at}.resourceRules[0]`) => [
  accepts(`${at}.matchPolicy`, 'Exact', 'Equivalent'),
  rejects(`${at}.matchPolicy`, 'exact'),
  selector(`${at}.namespaceSelector`),
  selects(`${at}.objectSelector`),
  ...['operations', 'apiGroups', 'apiVersions', 'resources'].map((field) => rejects(`${first}.${field}`, [])),
  rejects(`${at}.excludeResourceRules[0].resources`, []),
  accepts(`${first}.operations`, ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'], ['*']),
  rejects(`${first}.operations[0]`, 'create', ''),
  rejects(`${first}.operations`, ['*', 'CREATE']),
  accepts(`${first}.apiGroups`, ['*'], ['', 'apps']),
  rejects(`${first}.apiGroups`, ['*', 'apps']),
  accepts(`${first}.apiVersions`, ['*']),
  rejects(`${first}.apiVersions`, ['*', 'v1']),
  rejects(`${first}.apiVersions[0]`, ''),
  accepts(`${first}.resources`, ['*/*'], ['*', 'pods/*']),
  rejects(`${first}.resources`, ['*/*', 'pods']),
  rejects(`${first}.resources[0]`, ''),
  accepts(`${first}.scope`, 'Cluster', 'Namespaced', '*'),
  rejects(`${first}.scope`, 'cluster'),
  accepts(`${first}.resourceNames`, ['a', 'A b', '...']),
  rejects(`${first}.resourceNames[0]`, '..', 'a/b', '%'),
  rejects(`${first}.resourceNames`, ['a', 'b', 'a']),
];

const ofPolicy = [
  rejects('spec', undefined, null),
  rejects('spec.matchConstraints', undefined, null),
  rejects('spec.matchConstraints.resourceRules', undefined, []),
  accepts('spec.failurePolicy', 'Fail', 'Ignore'),
  rejects('spec.failurePolicy', 'Deny'),
  accepts('spec.paramKind.apiVersion', 'v1', 'a/v1', `a.b/v${'1'.repeat(62)}`),
  rejects('spec.paramKind.apiVersion', '', 'V1', 'a/b/v1', 'v1/', `a.b/v${'1'.repeat(63)}`),
  accepts('spec.paramKind.kind', 'a'.repeat(63)),
  rejects('spec.paramKind.kind', '', '1a', 'a_b', 'a'.repeat(64)),
  accepts('spec.matchConditions[0].name', 'example.com/a', 'a'.repeat(63)),
  rejects('spec.matchConditions[0].name', '', 'a b', 'a'.repeat(64)),
  rejects('spec.matchConditions[0].expression', ''),
  rejects('spec.matchConditions', [...conditions(1), ...conditions(1)], conditions(65)),
  accepts('spec.matchConditions', conditions(64)),
  accepts('spec.variables[0].name', '_A1'),
  rejects('spec.variables[0].name', '', 'a-b', '1a'),
  rejects('spec.variables[0].expression', ''),
  accepts('spec.validations', []),
  rejects('spec.validations[0].expression', '', ' '),
  accepts('spec.validations[0].message', 'no\n'),
  rejects('spec.validations[0].message', ' ', 'a\nb', 'a\rb'),
  accepts('spec.validations[0].reason', 'Unauthorized', 'Forbidden', 'Invalid', 'RequestEntityTooLarge'),
  rejects('spec.validations[0].reason', 'No'),
  accepts('spec.auditAnnotations', []),
  accepts('spec.auditAnnotations[0].key', 'a'.repeat(63)),
  rejects('spec.auditAnnotations[0].key', '', 'a b', 'a/b', 'a'.repeat(64)),
  rejects('spec.auditAnnotations[0].valueExpression', ''),
  rejects('spec.auditAnnotations', [...admissionPolicy.spec.auditAnnotations, ...admissionPolicy.spec.auditAnnotations]),
];

new KubernetesTable('admissionregistration.k8s.io/validating-admission-policy')
  .given('the policy', admissionPolicy, ...ofPolicy)
  .given('its rules', admissionPolicy, ...ofMatch('spec.matchConstraints'))
  .given(
    'one without annotations',
    { ...admissionPolicy, spec: { ...admissionPolicy.spec, auditAnnotations: undefined } },
    rejects('spec.validations', [], undefined),
  )
  .guardsEveryRow();

const binding = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'a' },
  spec: {
    policyName: 'a',
    paramRef: { name: 'a', parameterNotFoundAction: 'Deny' },
    validationActions: ['Deny', 'Audit'],
    matchResources: { resourceRules: [rule], excludeResourceRules: [rule] },
  },
};

new KubernetesTable('admissionregistration.k8s.io/validating-admission-policy-binding')
  .given(
    'the binding',
    binding,
    rejects('spec', undefined, null),
    accepts('spec.policyName', 'a'.repeat(253)),
    rejects('spec.policyName', undefined, '', 'A', 'a'.repeat(254)),
    rejects('spec.validationActions', [], undefined, ['Deny', 'Warn'], ['Audit', 'Audit']),
    accepts('spec.validationActions', ['Warn', 'Audit']),
    rejects('spec.validationActions[0]', 'deny', ''),
    accepts('spec.paramRef', null, { selector: {}, parameterNotFoundAction: 'Allow' }),
    rejects('spec.paramRef', { parameterNotFoundAction: 'Deny' }, { name: 'a', selector: {}, parameterNotFoundAction: 'Deny' }),
    rejects('spec.paramRef.parameterNotFoundAction', undefined, '', 'deny'),
    rejects('spec.paramRef.name', '..', 'a/b', 'a%'),
  )
  .given(
    'one with a selector of parameters',
    { ...binding, spec: { ...binding.spec, paramRef: { selector: {}, parameterNotFoundAction: 'Allow' } } },
    selects('spec.paramRef.selector'),
  )
  .given('its rules', binding, ...ofMatch('spec.matchResources'))
  .guardsEveryRow();
