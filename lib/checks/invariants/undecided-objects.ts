import type { Manifest } from '../../manifests/manifest';
import { exitsOf } from '../graph/client-exits';
import type { Objection } from '../object/objection';
import { networkPoliciesNotJudged } from '../rules/base/not-judged/network-policies';
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
  const ofPods = objectsOf(networkPoliciesNotJudged(context));
  const ofRequests = objectsOf(requestPoliciesNotJudged(context));
  const aboutPaths = invariants.filter(isAboutPaths);
  const aboutPods = aboutPaths.filter(({ ways }) => !ways || ways.includes('direct'));
  const aboutRequests = aboutPaths.filter(({ only, require = [] }) => only?.methods || require.includes('decision'));
  for (const objection of notJudged.check(context)) {
    const { object } = objection;
    const concerned = ofPods.has(object) ? aboutPods : ofRequests.has(object) ? aboutRequests : aboutPaths;
    const fix =
      'let the authors of the invariants review the object; undecided: info in the invariants reports it without failing';
    if (concerned.length > 0) yield { ...objection, fix, concerned, reason: 'the object can open a way out that is not judged' };
  }
  yield* absentClients(aboutPods, context);
}

/** Callers whose namespace, and the network policies in it, another repository has. */
function* absentClients(aboutPods: readonly Invariant[], { graph, platformNamespaces }: Context): Iterable<UndecidedObject> {
  const { clients } = aboutPods.length > 0 ? exitsOf(graph, platformNamespaces) : { clients: [] };
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
