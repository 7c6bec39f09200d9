import type { Manifest } from '../../manifests/manifest';
import { allExits, exitRegion, isPlatform, isRead } from '../graph/client-exits';
import { allGatewayPods } from '../graph/gateway-pods';
import type { Objection } from '../object/objection';
import { exitsNotJudged } from '../rules/base/not-judged/network-policies';
import { requestPoliciesNotJudged } from '../rules/base/not-judged/request-policies';
import { orExternal } from '../rules/base/or-external';
import { notJudged } from '../rules/egress/not-judged';
import type { Invariant } from './invariant';
import { concernsNamespace } from './select';
import type { Context } from './violation';

/** An object about which no invariant can be decided. */
export interface UndecidedObject extends Objection {
  /** The invariants that it can concern. */
  readonly concerned: readonly Invariant[];
  readonly reason: string;
}

/**
 * The objects that can open a way out and are not judged, each with the invariants that it can concern. An app can waive
 * `egress/not-judged`, but not this.
 */
export function* undecidedObjects(invariants: readonly Invariant[], context: Context): Iterable<UndecidedObject> {
  // Without an egress gateway, notJudged does not report what is about pods: then they may leave on their own.
  const aboutExits = [...exitsNotJudged(allExits(context.graph, context.platformNamespaces))];
  const ofPods = objectsOf(aboutExits);
  const ofRequests = objectsOf(requestPoliciesNotJudged(context));
  const aboutPaths = invariants.filter(isAboutPaths);
  const aboutPods = aboutPaths.filter(({ ways }) => !ways || ways.includes('direct'));
  const aboutRequests = aboutPaths.filter(({ only, require = [] }) => only?.methods || require.includes('decision'));
  const others = [...notJudged.check(context)].filter(({ object }) => !ofPods.has(object));
  for (const objection of [...aboutExits, ...others]) {
    const { object } = objection;
    const concerned = ofPods.has(object) ? aboutPods : ofRequests.has(object) ? aboutRequests : aboutPaths;
    const fix =
      'let the authors of the invariants review the object; undecided: info in the invariants reports it without failing';
    if (concerned.length > 0) yield { ...objection, fix, concerned, reason: 'the object can open a way out that is not judged' };
  }
  yield* absentClients(aboutPods, context);
  yield* openNamespaces(aboutPods, context);
}

/** Namespaces without workloads among the manifests, and without a policy that closes the egress of their pods. */
function* openNamespaces(aboutPods: readonly Invariant[], { graph, platformNamespaces }: Context): Iterable<UndecidedObject> {
  if (aboutPods.length === 0) return;
  const known = new Set([
    ...allExits(graph, platformNamespaces).clients.map(({ client }) => client.namespace),
    ...allGatewayPods(graph).map(({ pod }) => pod.namespace),
  ]);
  for (const object of graph.catalogue.ofKind('Namespace')) {
    const { name } = object.metadata;
    const concerned = aboutPods.filter((invariant) => concernsNamespace(invariant, name));
    const pod = { namespace: name, labels: {} };
    if (known.has(name) || isPlatform(name, platformNamespaces ?? []) || concerned.length === 0) continue;
    if (!isRead(pod, graph.catalogue) || graph.networkPolicies.reach(pod, exitRegion()).unlimited.length === 0) continue;
    yield {
      object,
      path: ['metadata', 'name'],
      got: `namespace ${name}, whose egress no policy limits`,
      allowed: 'namespaces with a NetworkPolicy that closes the egress of all pods',
      fix: orExternal('add such a policy, with an empty podSelector', `NetworkPolicy ${name}/<name>`),
      concerned,
      reason: 'pods that are not among the manifests may leave without the gateway',
    };
  }
}

/** Callers whose namespace, and the network policies in it, another repository has. */
function* absentClients(aboutPods: readonly Invariant[], { graph, platformNamespaces }: Context): Iterable<UndecidedObject> {
  const { clients } = aboutPods.length > 0 ? allExits(graph, platformNamespaces) : { clients: [] };
  for (const { client, isUnlimited } of clients) {
    const { object, namedAt: path, namespace, isAbsent } = client;
    const concerned = aboutPods.filter((invariant) => concernsNamespace(invariant, namespace));
    if (!isAbsent || !isUnlimited || concerned.length === 0) continue;
    const got = `pods of namespace ${namespace}, which is not among the manifests`;
    const allowed = 'callers whose namespace has a NetworkPolicy that closes their egress';
    const fix = orExternal('check the manifests of the namespace together with these', `NetworkPolicy ${namespace}/<name>`);
    const reason = 'the pods may leave without the gateway';
    yield { object, path, got, allowed, fix, concerned, reason };
  }
}

function objectsOf(objections: Iterable<Objection>): ReadonlySet<Manifest> {
  return new Set([...objections].map(({ object }) => object));
}

/** Approvals are those of the objects that are read. */
function isAboutPaths({ deny, only, require, limit }: Invariant): boolean {
  return deny !== undefined || only !== undefined || require !== undefined || limit !== undefined;
}
