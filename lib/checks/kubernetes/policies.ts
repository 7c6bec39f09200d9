import { lazy } from '../../core/memo';
import { holds, parseCidr } from '../../core/net/cidr';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import { isCount } from '../../core/numbers';
import { isObject, type JsonObject } from '../schema/node';
import { isQualifiedName, PATH_SEGMENT, QUALIFIED_NAME, SUBDOMAIN } from './name-syntax';
import { isShare, SHARE } from './pod';
import {
  accepts,
  every,
  isEmpty,
  isNetwork,
  isPortOrName,
  NETWORK,
  oneOf,
  PORT_OR_NAME,
  type Row,
  required,
  selector,
  unique,
  within,
} from './rows';

/** Whether a range is inside the range of its block, and smaller. */
function isInside(except: unknown, { cidr }: JsonObject): boolean {
  const [outer, inner] = [parseCidr(String(cidr)), parseCidr(String(except))];
  return !outer || !inner || (holds(outer, inner) && inner.length > outer.length);
}

function isOnePeer(peer: unknown): boolean {
  const { podSelector, namespaceSelector, ipBlock } = peer as JsonObject;
  return (podSelector != null || namespaceSelector != null) !== (ipBlock != null);
}

const peerRows = lazy(() => [
  selector('podSelector'),
  selector('namespaceSelector'),
  ...required('ipBlock.cidr'),
  accepts('ipBlock.cidr', isNetwork, NETWORK),
  every(
    'ipBlock.except',
    (list, block) => ((list ?? []) as unknown[]).every((each) => isNetwork(each) && isInside(each, block)),
    'CIDRs that are inside cidr, and smaller',
  ),
]);

const portRows = lazy(() => [
  accepts('protocol', (protocol) => ['TCP', 'UDP', 'SCTP'].includes(String(protocol)), 'TCP, UDP, SCTP'),
  accepts('port', isPortOrName, PORT_OR_NAME),
  accepts(
    'endPort',
    (end, { port }) => typeof port === 'number' && isCount(end, Math.max(port, 1), 65535),
    'a whole number from port to 65535, and only with a port number',
  ),
]);

/** `pkg/apis/networking/validation`, ValidateNetworkPolicy. */
export const networkPolicyRows = (): readonly Row[] => [
  selector('spec.podSelector'),
  ...['spec.ingress[].from[]', 'spec.egress[].to[]'].flatMap((path) => [
    every(path, isOnePeer, 'podSelector, namespaceSelector or both; or only ipBlock'),
    within(path, peerRows),
  ]),
  within('spec.ingress[].ports[]', portRows),
  within('spec.egress[].ports[]', portRows),
  oneOf('spec.policyTypes[]', 'Ingress Egress'),
  accepts('spec.policyTypes', (types) => (types as unknown[]).length <= 2, 'at most two entries'),
];

const isBudget = (share: unknown) =>
  share == null || (isShare(share) && !(String(share).endsWith('%') && Number.parseInt(String(share), 10) > 100));

/** `pkg/apis/policy/validation`, ValidatePodDisruptionBudget. */
export const disruptionBudgetRows = (): readonly Row[] => [
  every(
    'spec',
    (spec) => !isObject(spec) || spec.minAvailable == null || spec.maxUnavailable == null,
    'either minAvailable or maxUnavailable',
  ),
  ...['minAvailable', 'maxUnavailable'].map((field) => every(`spec.${field}`, isBudget, `${SHARE}, at most 100%`)),
  selector('spec.selector'),
  oneOf('spec.unhealthyPodEvictionPolicy', 'IfHealthyBudget AlwaysAllow'),
];

/** `pkg/apis/rbac/validation`, ValidateClusterRole. */
export const clusterRoleRows = (): readonly Row[] => [
  ...required('rules[].verbs', 'aggregationRule.clusterRoleSelectors'),
  ...['apiGroups', 'resources'].map((field) =>
    every(
      `rules[].${field}`,
      (list, { nonResourceURLs }) => isEmpty(list) !== isEmpty(nonResourceURLs),
      `either ${field} or nonResourceURLs`,
    ),
  ),
  accepts('rules[].resourceNames', (_, { nonResourceURLs }) => isEmpty(nonResourceURLs), 'no value with nonResourceURLs'),
  selector('aggregationRule.clusterRoleSelectors[]'),
];

const all = (list: unknown) => (list ?? []) as readonly unknown[];
const aloneIfAll = (path: string) =>
  accepts(path, (list) => all(list).length < 2 || !all(list).includes('*'), '* as the only entry, or other entries');

const ruleRows = lazy(() => [
  ...required('operations', 'apiGroups', 'apiVersions', 'resources'),
  ...required('apiVersions[]', 'resources[]'),
  oneOf('operations[]', 'CREATE UPDATE DELETE CONNECT *'),
  ...['operations', 'apiGroups', 'apiVersions'].map(aloneIfAll),
  accepts('resources', (list) => all(list).length < 2 || !all(list).includes('*/*'), '*/* as the only entry, or other entries'),
  oneOf('scope', 'Cluster Namespaced *'),
  accepts('resourceNames[]', (name) => PATH_SEGMENT.accepts(String(name)), PATH_SEGMENT.allowed),
  unique('resourceNames', (name) => name, 'different names'),
]);

const matchRows = lazy(() => [
  oneOf('matchPolicy', 'Exact Equivalent'),
  selector('namespaceSelector'),
  selector('objectSelector'),
  within('resourceRules[]', ruleRows),
  within('excludeResourceRules[]', ruleRows),
]);

const isApiVersion = (text: unknown) => /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(String(text));
const isKind = (text: unknown) => /^[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/.test(String(text));

/** `pkg/apis/admissionregistration/validation`, ValidateValidatingAdmissionPolicy. Does not compile expressions. */
export const admissionPolicyRows = (): readonly Row[] => [
  ...required('spec', 'spec.matchConstraints', 'spec.matchConstraints.resourceRules'),
  oneOf('spec.failurePolicy', 'Fail Ignore'),
  ...required('spec.paramKind.apiVersion', 'spec.paramKind.kind'),
  accepts('spec.paramKind.apiVersion', isApiVersion, 'an API version, such as example.com/v1'),
  accepts('spec.paramKind.kind', isKind, 'a kind'),
  within('spec.matchConstraints', matchRows),
  ...required('spec.matchConditions[].name', 'spec.matchConditions[].expression'),
  accepts('spec.matchConditions[].name', (name) => isQualifiedName(String(name)), QUALIFIED_NAME),
  unique('spec.matchConditions', ({ name }) => name, 'conditions with different names'),
  accepts('spec.matchConditions', (list) => all(list).length <= 64, 'at most 64 entries'),
  ...required('spec.variables[].name', 'spec.variables[].expression'),
  accepts('spec.variables[].name', (name) => /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(String(name)), 'a CEL identifier'),
  every(
    'spec.validations',
    (list, { auditAnnotations }) => !isEmpty(list) || !isEmpty(auditAnnotations),
    'at least one entry, or auditAnnotations',
  ),
  ...required('spec.validations[].expression', 'spec.auditAnnotations[].key', 'spec.auditAnnotations[].valueExpression'),
  accepts('spec.validations[].expression', (text) => String(text).trim() !== '', 'an expression'),
  accepts(
    'spec.validations[].message',
    (text) => String(text).trim() !== '' && !/[\r\n]/.test(String(text).trim()),
    'one line of text',
  ),
  oneOf('spec.validations[].reason', 'Unauthorized Forbidden Invalid RequestEntityTooLarge'),
  unique('spec.auditAnnotations', ({ key }) => key, 'annotations with different keys'),
  accepts(
    'spec.auditAnnotations[].key',
    (key, _, { metadata }) => isQualifiedName(`${(metadata as JsonObject).name}/${key}`),
    QUALIFIED_NAME,
  ),
];

/** `pkg/apis/admissionregistration/validation`, ValidateValidatingAdmissionPolicyBinding. */
export const admissionBindingRows = (): readonly Row[] => [
  ...required('spec.policyName', 'spec.validationActions', 'spec.paramRef.parameterNotFoundAction'),
  accepts('spec.policyName', isKubernetesDnsSubdomain, SUBDOMAIN.allowed),
  oneOf('spec.validationActions[]', 'Deny Warn Audit'),
  unique('spec.validationActions', (action) => action, 'different actions'),
  accepts(
    'spec.validationActions',
    (list) => !(all(list).includes('Deny') && all(list).includes('Warn')),
    'Deny or Warn, not both',
  ),
  oneOf('spec.paramRef.parameterNotFoundAction', 'Allow Deny'),
  every(
    'spec.paramRef',
    (ref) => ref == null || isEmpty((ref as JsonObject).name) !== ((ref as JsonObject).selector == null),
    'exactly one of name, selector',
  ),
  accepts('spec.paramRef.name', (name) => PATH_SEGMENT.accepts(String(name)), PATH_SEGMENT.allowed),
  selector('spec.paramRef.selector'),
  within('spec.matchResources', matchRows),
];
