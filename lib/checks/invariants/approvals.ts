import { objectName } from '../../core/format-finding';
import type { ApprovalKeys } from '../../core/labels';
import { memoizePerObject } from '../../core/memo';
import type { Manifest } from '../../manifests/manifest';
import { re2 } from '../cel/re2';
import type { EgressGraph } from '../graph';
import { approvalsOf, longerThan, type WrittenApproval } from '../graph/approvals';
import { dynamicBackendOf } from '../graph/dynamic-backends';
import type { ApprovalDemands } from './invariant';
import type { SelectedPath, Violation } from './violation';

/** An object that needs an approval, and the paths that lead to it. */
export interface Approved {
  readonly object: Manifest;
  readonly approval: WrittenApproval;
}

/** The approvals by their objects. */
export const approvalsByObject = memoizePerObject(
  (graph: EgressGraph): ReadonlyMap<Manifest, WrittenApproval> =>
    new Map(approvalsOf(graph).map(({ object, approval }) => [object, approval])),
);

/** The object whose approval counts for a path: the destination, else the route. */
export function approvedOn({ path: { leg } }: SelectedPath, graph: EgressGraph): Approved | undefined {
  if (!leg) return undefined;
  const { rule, use, attachment } = leg;
  const outer = attachment.via.map(({ route }) => route.object);
  const candidates = [use.destination?.object, dynamicBackendOf(use, graph.catalogue), rule.route.object, ...outer];
  for (const object of candidates) {
    const approval = object && approvalsByObject(graph).get(object);
    if (object && approval) return { object, approval };
  }
  return undefined;
}

/** What an approval lacks. */
export function* lacks({ object, approval }: Approved, demands: ApprovalDemands, graph: EgressGraph): Iterable<Violation> {
  const keys = graph.approvalKeys;
  if (!approval.approved) {
    const got = object.metadata[approval.mark]?.[keys.approved];
    const path = ['metadata', approval.mark, keys.approved];
    yield {
      object,
      path,
      got,
      allowed: 'an approval of each destination',
      fix: 'ask for the approval, and write it on the object',
    };
    return;
  }
  const { maxDays, tickets, owners } = demands;
  if (maxDays !== undefined) yield* tooLong(object, approval, maxDays, keys);
  const ticket = annotation(object, keys.ticket);
  if (tickets !== undefined && !re2(tickets).test(ticket ?? '')) {
    yield about(object, keys.ticket, ticket, `a ticket that matches ${tickets}`, 'write the ticket by which it was approved');
  }
  const owner = annotation(object, keys.owner);
  if (owners && !owners.includes(owner ?? '')) {
    yield about(
      object,
      keys.owner,
      owner,
      `one of the owners ${owners.join(', ')}`,
      'write the team that answers for the destination',
    );
  }
}

function* tooLong(object: Manifest, approval: WrittenApproval, maxDays: number, keys: ApprovalKeys): Iterable<Violation> {
  const { from, until } = approval;
  const allowed = `at most ${maxDays} days`;
  if (from === undefined || until === undefined) {
    const key = from === undefined ? keys.from : keys.until;
    yield about(object, key, annotation(object, key), `${allowed}, with a beginning and an end`, 'write both dates');
  }
  const longer = longerThan(maxDays, approval);
  if (longer) yield about(object, keys.until, longer.got, allowed, longer.fix);
}

/** The demand that every caller is in the namespace that owns the destination. */
export function* strangers({ path, selected }: SelectedPath, { object }: Approved, graph: EgressGraph): Iterable<Violation> {
  const key = graph.approvalKeys.owner;
  const owner = annotation(object, key);
  const allowed = 'callers in the namespace of the owner';
  const fix = 'ask for an approval of the namespace that calls, or remove the caller';
  const { unsure: undecided } = path.access;
  if (undecided !== undefined)
    yield { ...about(object, key, `${owner}, and who may call is not known`, allowed, fix), undecided };
  for (const { callers } of selected) {
    if (callers === 'anyone') yield about(object, key, `${owner}, and anyone may call`, allowed, fix);
    for (const { namespace, text } of callers === 'anyone' ? [] : callers) {
      if (namespace === owner) continue;
      const violation = about(object, key, `${owner}, and ${text} may call`, allowed, fix);
      yield namespace === undefined ? { ...violation, undecided: `the namespace of ${text} is not known` } : violation;
    }
  }
}

/** A path at a gateway whose approval is not known. */
export function unapproved({ path: { object, at, unknown } }: SelectedPath): Violation {
  const undecided = unknown ?? `the approval of ${objectName(object)} is not read`;
  const got = 'a destination whose approval is not known';
  return {
    object,
    path: at,
    got,
    allowed: 'an approval of each destination',
    fix: 'add the destination to the manifests',
    undecided,
  };
}

function annotation({ metadata }: Manifest, key: string): string | undefined {
  return metadata.annotations?.[key];
}

function about(object: Manifest, key: string, got: unknown, allowed: string, fix: string): Violation {
  return { object, path: ['metadata', 'annotations', key], got, allowed, fix };
}
