import { type IstioCheck, whole } from './istio-check';
import { findBadSelectors, type Labels } from './labels';

type Selecting = { readonly selector?: { readonly matchLabels?: Labels } };

/** What `spec.selector` of an AuthorizationPolicy or PeerAuthentication must be. */
export const policySelectorChecks: readonly IstioCheck<Selecting>[] = [
  {
    rule: 'istio/workload-selector',
    message: 'a selector has no empty keys and no wildcards',
    allowed: 'labels without *',
    fix: 'name the labels of the workloads',
    find: ({ spec }, found) => findBadSelectors(spec.selector?.matchLabels, ['spec', 'selector', 'matchLabels'], found),
  },
  {
    rule: 'istio/selects-everything',
    severity: 'warning',
    message: 'a selector without labels selects everything in the namespace',
    allowed: 'at least one label',
    fix: 'name the labels of the workloads, or remove the selector',
    find: whole('spec.selector', (spec) => spec.selector !== undefined && selectsEverything(spec)),
  },
];

/** Whether no label narrows what an object is for. */
export function selectsEverything({ selector }: Selecting): boolean {
  return selector?.matchLabels === undefined || Object.keys(selector.matchLabels).length === 0;
}
