import { at, type Condition, type KubeObject, listAt, nameOf } from './objects';

/** When an object of a kind is healthy: where its conditions are, and which of them must be true. */
interface Expectation {
  readonly conditions: (object: KubeObject) => readonly (readonly Condition[])[];
  readonly wanted: readonly string[];
  /** Conditions that must be true if they are present. */
  readonly ifPresent?: readonly string[];
}

/** Conditions at a path of the object itself. */
function own(...path: string[]): Expectation['conditions'] {
  return (object) => [listAt<Condition>(object, ...path)];
}

/** Whether istiod wrote an entry of a status. It looks at all objects of the Gateway API, but those of kgateway do not concern it. */
export function byIstiod(entry: unknown): boolean {
  return String(at(entry, 'controllerName')).startsWith('istio.io/');
}

/** One set of conditions for each entry of a list in the status: a route's parents, a policy's ancestors. */
function each(field: string): Expectation['conditions'] {
  return (object) => {
    const entries = listAt(object, 'status', field).filter((entry) => !byIstiod(entry));
    const sets = entries.map((entry) => listAt<Condition>(entry, 'conditions'));
    return sets.length > 0 ? sets : [[]];
  };
}

const CONDITIONS = own('status', 'conditions');
const ROUTE: Expectation = { conditions: each('parents'), wanted: ['Accepted', 'ResolvedRefs'] };
// Attached is specific to kgateway. BackendTLSPolicy has the standard condition ResolvedRefs instead.
const POLICY: Expectation = { conditions: each('ancestors'), wanted: ['Accepted'], ifPresent: ['Attached', 'ResolvedRefs'] };
// kgateway writes no status here. If it rejects the object, the TrafficPolicies that refer to it show that.
const MAYBE_ACCEPTED: Expectation = { conditions: CONDITIONS, wanted: [], ifPresent: ['Accepted'] };
// DeletingPolicies also have a status, but the cleanup controller writes it, which does not run here.
const KYVERNO: Expectation = { conditions: (object) => [conditionsOfPolicy(object)], wanted: [] };

/** Whether the API server applies the policy as a ValidatingAdmissionPolicy that Kyverno made of it. */
const isGenerated = (policy: KubeObject): boolean => at(policy, 'status', 'generated') === true;

/**
 * A policy that the API server applies is no longer in Kyverno's webhook. From the next error of the webhook's controller on, Kyverno
 * says so of it, and of no other, until it starts again.
 */
function conditionsOfPolicy(policy: KubeObject): readonly Condition[] {
  const conditions = listAt<Condition>(policy, 'status', 'conditionStatus', 'conditions');
  return isGenerated(policy) ? conditions.filter(({ type }) => type !== 'WebhookConfigured') : conditions;
}

function isReady(policy: KubeObject): boolean {
  if (!isGenerated(policy)) return at(policy, 'status', 'conditionStatus', 'ready') === true;
  const conditions = conditionsOfPolicy(policy);
  return conditions.length > 0 && conditions.every(({ status }) => status === 'True');
}

/** By kind and group, because several groups have a Gateway and an AuthorizationPolicy. */
const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  'Gateway.gateway.networking.k8s.io': {
    conditions: (object) => [...CONDITIONS(object), ...each('listeners')(object)],
    wanted: ['Accepted', 'Programmed'],
    ifPresent: ['ResolvedRefs'],
  },
  'HTTPRoute.gateway.networking.k8s.io': ROUTE,
  'TLSRoute.gateway.networking.k8s.io': ROUTE,
  'TCPRoute.gateway.networking.k8s.io': ROUTE,
  'BackendTLSPolicy.gateway.networking.k8s.io': POLICY,
  'TrafficPolicy.gateway.kgateway.dev': POLICY,
  'ListenerPolicy.gateway.kgateway.dev': POLICY,
  'HTTPListenerPolicy.gateway.kgateway.dev': POLICY,
  'BackendConfigPolicy.gateway.kgateway.dev': POLICY,
  'GatewayExtension.gateway.kgateway.dev': MAYBE_ACCEPTED,
  'Backend.gateway.kgateway.dev': { conditions: CONDITIONS, wanted: ['Accepted'] },
  'ClusterPolicy.kyverno.io': { conditions: CONDITIONS, wanted: ['Ready'] },
  'ValidatingPolicy.policies.kyverno.io': KYVERNO,
  'CustomResourceDefinition.apiextensions.k8s.io': { conditions: CONDITIONS, wanted: ['Established'] },
  'Deployment.apps': { conditions: CONDITIONS, wanted: [] },
};

function expectationFor({ apiVersion, kind }: KubeObject): Expectation | undefined {
  return EXPECTATIONS[`${kind}.${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}`];
}

/** The problem with one condition, if there is one. */
function problemWith(type: string, found: Condition | undefined, generation: number): string | undefined {
  if (!found) return `${type} is missing`;
  if ((found.observedGeneration ?? generation) < generation) return `${type} is about an older generation`;
  return found.status === 'True' ? undefined : `${type}=${found.status} ${found.reason ?? ''}: ${found.message ?? ''}`;
}

function problemsOfSet(expectation: Expectation, conditions: readonly Condition[], generation: number): string[] {
  const types = [
    ...expectation.wanted,
    ...(expectation.ifPresent ?? []).filter((type) => conditions.some((one) => one.type === type)),
  ];
  const find = (type: string): Condition | undefined => conditions.find((one) => one.type === type);
  return types.map((type) => problemWith(type, find(type), generation)).filter((problem) => problem !== undefined);
}

/** Whether kgateway has not written the status of the current object yet. A status of False counts as written. */
export function isUnwritten(object: KubeObject): boolean {
  const expectation = expectationFor(object);
  if (!expectation || !/^gateway\.(networking\.k8s\.io|kgateway\.dev)\//.test(object.apiVersion)) return false;
  const generation = object.metadata.generation ?? 0;
  const unwritten = (found: Condition | undefined): boolean =>
    !found || found.status === 'Unknown' || (found.observedGeneration ?? generation) < generation;
  const sets = expectation.conditions(object);
  return sets.some((set) => expectation.wanted.some((type) => unwritten(set.find((one) => one.type === type))));
}

/** The problems in the status of an object. Empty if it is healthy or its kind has no status. */
export function problemsOf(object: KubeObject): string[] {
  const expectation = expectationFor(object);
  if (!expectation) return [];
  const generation = object.metadata.generation ?? 0;
  const problems = expectation.conditions(object).flatMap((set) => problemsOfSet(expectation, set, generation));
  if (expectation === KYVERNO && !isReady(object)) {
    const failing = expectation
      .conditions(object)
      .flat()
      .filter(({ status }) => status !== 'True');
    problems.push('not ready', ...failing.map(({ type, message }) => `${type}: ${message}`));
  }
  return problems.map((problem) => `${nameOf(object)}: ${problem}`);
}
