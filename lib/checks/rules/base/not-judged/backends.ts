import { KIND } from '../../../../core/kinds';
import type { Objection } from '../../../object/objection';
import type { RuleContext } from '../rule';

/** Backends of a type whose addresses are not in the object: kgateway finds them in a cloud. */
export function* backendsNotJudged({ graph: { catalogue } }: RuleContext): Iterable<Objection> {
  for (const object of catalogue.ofKind(KIND.Backend)) {
    const type = CLOUDS.find((each) => object.spec[each] !== undefined);
    if (!type) continue;
    yield {
      object,
      path: ['spec', type],
      got: `a Backend of type ${type}`,
      allowed: 'static hosts, or dynamicForwardProxy; where other types lead, and by what TLS, is not judged',
      fix: 'review the Backend, and waive this finding with the result',
    };
  }
}

const CLOUDS = ['aws', 'gcp'] as const;
