import { type IstioCheck, whole } from './istio-check';
import { findInvalidSelectors, type Labels } from './labels';

type Selecting = { readonly selector?: { readonly matchLabels?: Labels } };

/** The checks of `spec.selector` of an AuthorizationPolicy or PeerAuthentication. */
export const policySelectorChecks: readonly IstioCheck<Selecting>[] = [
  {
    rule: 'istio/workload-selector',
    message: 'a selector cannot have empty keys or wildcards',
    allowed: 'labels with a key and without *',
    fix: 'specify the labels of the workloads',
    find: ({ spec }, found) => findInvalidSelectors(spec.selector?.matchLabels, ['spec', 'selector', 'matchLabels'], found),
  },
  {
    rule: 'istio/selects-everything',
    severity: 'warning',
    message: 'a selector without labels selects all workloads in the namespace',
    allowed: 'at least one label',
    fix: 'specify the labels of the workloads, or remove the selector',
    find: whole('spec.selector', (spec) => spec.selector !== undefined && selectsEverything(spec)),
  },
];

/** Whether an object applies to all workloads, because its selector has no label. */
export function selectsEverything({ selector }: Selecting): boolean {
  return selector?.matchLabels === undefined || Object.keys(selector.matchLabels).length === 0;
}
