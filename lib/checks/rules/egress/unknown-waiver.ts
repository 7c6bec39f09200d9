import { isRule, isWaivableRule, nearestRule } from '../../../core/rule-ids';
import { ruleOfWaiver, unknownWaivers, waiverAnnotation } from '../../../manifests/waivers';
import type { Rule } from '../base/rule';

/** An annotation that looks like a waiver and waives nothing: its name is misspelt, or its rule cannot be waived. */
export const unknownWaiver: Rule = {
  id: 'egress/unknown-waiver',
  severity: 'warning',
  summary: 'the annotation belongs to no rule that can be waived, so it has no effect',
  *check({ graph }) {
    for (const object of graph.catalogue.all) {
      if (!object.metadata.annotations) continue;
      for (const annotation of unknownWaivers(object)) {
        yield {
          object,
          path: ['metadata', 'annotations', annotation],
          got: annotation,
          allowed: 'the annotation on the page of a rule, such as cdk8s-egress/waive.retry-budget',
          fix: fixOf(ruleOfWaiver(annotation)),
        };
      }
    }
  },
};

function fixOf(rule: string): string {
  const fixed = isRule(rule) && !isWaivableRule(rule);
  if (fixed) return `correct what ${rule} reports, and remove the annotation`;
  const meant = isRule(rule) ? rule : nearestRule(rule);
  return meant ? `did you mean ${waiverAnnotation(meant)}?` : 'remove the annotation';
}
