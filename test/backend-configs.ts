import type { Manifest, Manifests } from './manifests';

interface Target {
  readonly group: string;
  readonly kind: string;
}

interface Spec {
  readonly targetRefs?: readonly (Target & { readonly name: string })[];
  readonly targetSelectors?: readonly (Target & { readonly matchLabels: Readonly<Record<string, string>> })[];
}

/** How a BackendConfigPolicy refers to a destination: to a ServiceEntry by its hosts, to a Backend by its name. */
function identity({ kind, metadata, spec }: Manifest): Target & { readonly names: readonly string[] } {
  if (kind === 'Backend') return { group: 'gateway.kgateway.dev', kind, names: [metadata.name] };
  return { group: 'networking.istio.io', kind: 'Hostname', names: (spec as { hosts: string[] }).hosts };
}

/** The BackendConfigPolicies that kgateway attaches to a destination, by name or by label, in its namespace. */
export function backendConfigsOf(all: Manifests, destination: Manifest): Manifest[] {
  const { group, kind, names } = identity(destination);
  const labels = (destination.metadata.labels ?? {}) as Record<string, string>;
  const fits = (target: Target) => target.group === group && target.kind === kind;
  return all.ofKind('BackendConfigPolicy').filter(({ metadata, spec }) => {
    const { targetRefs = [], targetSelectors = [] } = spec as Spec;
    const named = targetRefs.some((ref) => fits(ref) && names.includes(ref.name));
    const selected = targetSelectors.some(
      (selector) => fits(selector) && Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value),
    );
    return metadata.namespace === destination.metadata.namespace && (named || selected);
  });
}
