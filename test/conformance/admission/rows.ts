// Admission requests and their verdicts. The group admission-table sends them to Kyverno, and to the API server with native policies.
import type { ApprovalLimits, GovernancePolicyName } from '../../../lib';
import type { KubeObject } from '../bed';
import { ARGO, type Who, WRITER } from './answers';
import { APPROVED } from './attempts';

/** Somebody who may write everything, and is among the approvers. */
export const APPROVER: Who = { user: 'approver', groups: ['writers', 'egress-approvers'] };
/** Who deploys the gateway. */
export const DEPLOYER = ARGO;
export const DEVELOPER = WRITER;
export const NODE: Who = { user: 'system:node:node1', groups: ['system:nodes', 'writers'] };

/** How an object is written: server-side apply, creation, a merge patch, deletion, or a merge patch of the status. */
export type How = 'apply' | 'create' | 'patch' | 'delete' | 'status';

/** A refusal: by a policy, with a part of its message. If several policies refuse, the first one answers. */
export type Refusal = readonly [by: GovernancePolicyName, message: string];

/** A request. */
export interface Row {
  readonly title: string;
  readonly object: KubeObject;
  /** @default DEVELOPER */
  readonly as?: Who;
  /** @default 'apply' */
  readonly how?: How;
  /** Empty if it is accepted. */
  readonly refused: readonly Refusal[];
  /** Why the native policies accept it, although Kyverno refuses it. @default - they refuse it too */
  readonly beyondNative?: 'clock' | 'lookup' | 'hash';
  /** What its default configuration leaves out, so that Kyverno accepts it, although the native policies do not. @default - nothing */
  readonly beyondKyverno?: 'kube-system' | 'its own namespace' | 'ReplicaSets' | 'nodes';
}

/** What differs from a plain row. */
export type More = Partial<Omit<Row, 'title' | 'object' | 'refused'>>;

/** A request that is accepted. */
export const accepted = (title: string, object: KubeObject, more: More = {}): Row => ({ title, object, refused: [], ...more });

/** A request that is refused by one of these policies. */
export const refused = (title: string, object: KubeObject, by: Refusal | readonly Refusal[], more: More = {}): Row => ({
  title,
  object,
  refused: (typeof by[0] === 'string' ? [by] : by) as readonly Refusal[],
  ...more,
});

/** The limits for approvals under which the requests are judged. */
export const LIMITS: ApprovalLimits = {
  tickets: '^T-[0-9]+$',
  longestDays: 40_000,
  approvers: ['the suite', 'Thief@example.com', 'second@example.com'],
};

const PREFIX = 'security.corp/egress-';

/** Metadata with an approval, whose annotations can differ: an empty text removes one. */
export function approved(changes: Readonly<Record<string, string>> = {}, label = 'true') {
  const all = {
    ...APPROVED.annotations,
    ...Object.fromEntries(Object.entries(changes).map(([key, text]) => [PREFIX + key, text])),
  };
  return {
    labels: { [`${PREFIX}approved`]: label },
    annotations: Object.fromEntries(Object.entries(all).filter(([, text]) => text !== '')),
  };
}

/** An object in a namespace of a team. */
export function objectOf(apiVersion: string, kind: string, body: object, metadata: object = {}): KubeObject {
  return { apiVersion, kind, metadata: { name: 'attempt', namespace: 'team-a', ...metadata }, ...body };
}

const ISTIO = 'networking.istio.io/v1';
const KGATEWAY = 'gateway.kgateway.dev/v1alpha1';
export const GATEWAY_API = 'gateway.networking.k8s.io/v1';

/** A ServiceEntry for a host outside. */
export function entryFor(spec: object = {}, metadata: object = {}, apiVersion = ISTIO): KubeObject {
  const ports = [{ number: 443, name: 'http', protocol: 'HTTP' }];
  const all = { hosts: ['api.example.org'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports, ...spec };
  return objectOf(apiVersion, 'ServiceEntry', { spec: all }, metadata);
}

/** A Backend of kgateway. */
export const backend = (spec: object, metadata: object = {}) => objectOf(KGATEWAY, 'Backend', { spec }, metadata);

/** A Service. */
export const serviceOf = (spec: object, metadata: object = {}) => objectOf('v1', 'Service', { spec }, metadata);

/** An EndpointSlice with an address. */
export function slice(address: string, metadata: object = {}): KubeObject {
  const body = { addressType: 'IPv4', endpoints: [{ addresses: [address] }], ports: [{ name: 'http', port: 80 }] };
  const labels = { 'kubernetes.io/service-name': 'elsewhere', ...(metadata as { labels?: object }).labels };
  return objectOf('discovery.k8s.io/v1', 'EndpointSlice', body, { ...metadata, labels });
}

/** Endpoints with an address. */
export const endpoints = (ip: string, metadata: object = {}) =>
  objectOf('v1', 'Endpoints', { subsets: [{ addresses: [{ ip }], ports: [{ port: 80 }] }] }, metadata);

/** A route of a team to something. */
export function route(rule: object, metadata: object = {}, spec: object = {}, kind = 'HTTPRoute'): KubeObject {
  return objectOf(GATEWAY_API, kind, { spec: { parentRefs: [{ name: 'ingress' }], rules: [rule], ...spec } }, metadata);
}
