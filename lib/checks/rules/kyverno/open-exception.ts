import { instantOf } from '../../../core/instant';
import { KIND } from '../../../core/kinds';
import { ADMISSION_POLICY, admissionPoliciesOf, destinationRulesOf } from '../../graph/admission-policies';
import type { Catalogue } from '../../graph/catalogue';
import type { ObjectOf } from '../../graph/kinds';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** An exception from a policy of the egress path that lets more in than somebody has decided, or nothing at all. */
export const openException: Rule = {
  id: 'kyverno/open-exception',
  severity: 'warning',
  summary: 'the exception from an egress policy does not end, has ended, is for every object, or has no effect',
  *check({ graph: { catalogue }, now }) {
    const policies = admissionPoliciesOf(catalogue);
    const native = new Set(catalogue.ofKind(ADMISSION_POLICY).map(({ metadata }) => metadata.name));
    for (const object of catalogue.ofKind(KIND.PolicyException)) {
      const refs = object.spec.policyRefs.map(({ kind, name }, index) => ({ name, index, isOne: kind === 'ValidatingPolicy' }));
      const excepted = refs.filter(({ name, isOne }) => isOne && policies.has(name));
      if (excepted.length === 0) continue;
      yield* openness(object, now);
      for (const { name, index } of excepted) {
        if (!native.has(name)) continue;
        const allowed = `a policy that only Kyverno enforces: ValidatingAdmissionPolicy ${name} knows no exceptions, and refuses the objects too`;
        const fix = 'remove the exception, and use excludedNamespaces, exempt or addressClaims of EgressGovernance';
        yield { object, path: ['spec', 'policyRefs', index, 'name'], got: name, allowed, fix };
      }
    }
    yield* ofClusterPolicies(catalogue);
  },
};

type PolicyException = ObjectOf<'policies.kyverno.io/PolicyException'>;

function* openness(object: PolicyException, now: Date): Iterable<Objection> {
  const { expiresAt: got, matchConditions = [] } = object.spec;
  const end = got === undefined ? undefined : instantOf(got)?.millis;
  const path = ['spec', 'expiresAt'];
  if (end === undefined) {
    const fix = 'set expiresAt, or use exceptions of EgressGovernance, which deletes those that have ended';
    yield { object, path, got, allowed: 'when the exception ends, such as 2027-03-01T00:00:00Z', fix };
  } else if (end <= now.getTime()) {
    const fix = 'delete the exception: Kyverno applies it until somebody changes it or the policy';
    yield { object, path, got, allowed: `an instant after now, ${now.toISOString()}`, fix };
  }
  if (matchConditions.length > 0) return;
  const fix = 'name the kind, the namespace and the name of each excepted object';
  yield {
    object,
    path: ['spec', 'matchConditions'],
    got: object.spec.matchConditions,
    allowed: 'the objects that it is about',
    fix,
  };
}

/** The exceptions of `kyverno.io`, which have no end. */
function* ofClusterPolicies(catalogue: Catalogue): Iterable<Objection> {
  const policies = new Set(destinationRulesOf(catalogue).map(({ object }) => object.metadata.name));
  if (policies.size === 0) return;
  for (const object of catalogue.ofKind('kyverno.io/PolicyException')) {
    const { exceptions = [] } = (object.spec ?? {}) as { readonly exceptions?: readonly { readonly policyName?: unknown }[] };
    for (const [index, { policyName: got }] of exceptions.entries()) {
      if (typeof got !== 'string' || !policies.has(got)) continue;
      const allowed = 'an exception that ends: those of kyverno.io do not';
      const fix = 'remove it, or use a ValidatingPolicy, and a PolicyException of policies.kyverno.io with expiresAt';
      yield { object, path: ['spec', 'exceptions', index, 'policyName'], got, allowed, fix };
    }
  }
}
