import { at, type KubeObject, listAt } from './objects';

type Selector = { readonly kind: string; readonly matchLabels: Readonly<Record<string, string>> };

/** The kind of the objects whose labels a selector compares. kgateway selects the hosts of ServiceEntries by the entries. */
const kindOf = ({ kind }: Selector) => (kind === 'Hostname' ? 'ServiceEntry' : kind);

/** Whether a policy selects its targets by labels that no object has. kgateway then writes no status. */
export function selectsNothing(policy: KubeObject, objects: readonly KubeObject[]): boolean {
  const selectors = listAt<Selector>(policy, 'spec', 'targetSelectors');
  if (selectors.length === 0 || listAt(policy, 'spec', 'targetRefs').length > 0) return false;
  return !selectors.some((selector) => {
    const wanted = Object.entries(selector.matchLabels);
    const isSelected = (object: KubeObject) =>
      object.kind === kindOf(selector) && wanted.every(([key, value]) => at(object, 'metadata', 'labels', key) === value);
    return objects.some(isSelected);
  });
}
