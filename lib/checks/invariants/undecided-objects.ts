import type { Manifest } from '../../manifests/manifest';
import type { Objection } from '../object/objection';
import { networkPoliciesNotJudged } from '../rules/base/not-judged/network-policies';
import { requestPoliciesNotJudged } from '../rules/base/not-judged/request-policies';
import { notJudged } from '../rules/egress/not-judged';
import type { Invariant } from './invariant';
import type { Context } from './violation';

/**
 * The objects that can open a way out and are not judged, each with the invariants that it can concern. An app can waive
 * `egress/not-judged`, but not this.
 */
export function* undecidedObjects(
  invariants: readonly Invariant[],
  context: Context,
): Iterable<readonly [Objection, readonly Invariant[]]> {
  const ofPods = objectsOf(networkPoliciesNotJudged(context));
  const ofRequests = objectsOf(requestPoliciesNotJudged(context));
  const aboutPaths = invariants.filter(isAboutPaths);
  const aboutPods = aboutPaths.filter(({ ways }) => !ways || ways.includes('direct'));
  const aboutRequests = aboutPaths.filter(({ only, require = [] }) => only?.methods || require.includes('decision'));
  for (const objection of notJudged.check(context)) {
    const { object } = objection;
    const concerned = ofPods.has(object) ? aboutPods : ofRequests.has(object) ? aboutRequests : aboutPaths;
    if (concerned.length > 0) yield [objection, concerned];
  }
}

function objectsOf(objections: Iterable<Objection>): ReadonlySet<Manifest> {
  return new Set([...objections].map(({ object }) => object));
}

/** Approvals are those of the objects that are read. */
function isAboutPaths({ deny, only, require, limit }: Invariant): boolean {
  return deny !== undefined || only !== undefined || require !== undefined || limit !== undefined;
}
