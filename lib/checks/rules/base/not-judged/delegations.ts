import type { Objection } from '../../../object/objection';
import type { RuleContext } from '../rule';

/** Routes that delegate to each other in so many ways that not all are followed. */
export function* delegationsNotJudged({ graph: { delegations } }: RuleContext): Iterable<Objection> {
  for (const { use, isCut } of delegations) {
    if (!isCut) continue;
    yield {
      object: use.rule.route.object,
      path: use.path,
      got: 'more than 100,000 ways from Gateways through routes that delegate',
      allowed: 'fewer ways, so that each can be followed',
      fix: 'delegate to single routes instead of all routes of a namespace, or over fewer levels',
    };
  }
}
