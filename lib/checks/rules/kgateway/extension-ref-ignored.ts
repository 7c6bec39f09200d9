import { KIND } from '../../../core/kinds';
import type { ExtensionFilter } from '../../graph';
import { filterUses } from '../../graph/filter-uses';
import type { Rule } from '../base/rule';

/** An ExtensionRef filter on a backendRef that kgateway ignores, or whose policy has settings that it ignores there. */
export const extensionRefIgnored: Rule = {
  id: 'kgateway/extension-ref-ignored',
  severity: 'error',
  summary: 'on a backendRef, kgateway ignores this ExtensionRef filter, or settings of its policy',
  *check({ graph }) {
    for (const use of filterUses(graph)) {
      const mistake = use.backend && use.rule.route.kind === 'HTTPRoute' && mistakeOf(use.filter);
      if (mistake) yield { object: use.rule.route.object, path: use.filter.path, ...mistake };
    }
  },
};

/** What a policy on a backendRef cannot set, because it belongs to the route. */
const OF_ROUTES = ['retry', 'timeouts', 'autoHostRewrite', 'internalRedirect', 'statPrefix', 'tracing', 'urlRewrite'] as const;

function mistakeOf({ kind, name, policy }: ExtensionFilter) {
  if (kind === KIND.DirectResponse) return RESPONSE;
  const ignored = policy ? OF_ROUTES.filter((field) => policy.spec[field] !== undefined) : [];
  return ignored.length === 0 ? undefined : { ...POLICY, got: `TrafficPolicy ${name} with ${ignored.join(', ')}` };
}

const POLICY = {
  allowed: `other settings: on a backendRef, kgateway ignores ${OF_ROUTES.join(', ')}`,
  fix: 'attach these settings to the rule: in a policy that an ExtensionRef filter of the rule names, or by targetRefs',
};
const RESPONSE = {
  got: 'a DirectResponse on a backendRef, so the request is forwarded',
  allowed: 'a DirectResponse in the filters of a rule without backendRefs',
  fix: 'move the filter to a rule without backendRefs',
};
