import { matchesName } from '../../../core/name-pattern';
import { valueAt } from '../../../core/path';
import { kindOf, type Manifest } from '../../../manifests/manifest';

/** What Kyverno policies that generate network policies can do: those cannot close what others open. `undefined` for other policies. */
export function generatedEffect(object: Manifest): 'isolates' | undefined {
  return generatingRules(object).length > 0 ? 'isolates' : undefined;
}

/** Whether a policy may generate network policies for a namespace, by the names of namespaces that it matches. */
export function mayGenerateFor(object: Manifest, namespace: string): boolean {
  return generatingRules(object).some((rule) => {
    const into = valueAt(rule, ['generate', 'namespace']);
    if (typeof into === 'string' && !into.includes('{{')) return into === namespace;
    const { any, all } = filtersOf(rule, 'match');
    const matched =
      any.length > 0 ? any.some((one) => names(one, namespace) !== false) : all.every((one) => names(one, namespace) !== false);
    const excluded = filtersOf(rule, 'exclude');
    return (
      matched &&
      ![...excluded.any, ...excluded.all.slice(0, excluded.all.length === 1 ? 1 : 0)].some(
        (one) => isOnlyNames(one) && names(one, namespace) === true,
      )
    );
  });
}

/** The rules that generate policies which limit egress: of a ClusterPolicy or Policy its rules, else the whole spec. */
function generatingRules(object: Manifest): unknown[] {
  if (!kindOf(object).startsWith('kyverno.io/')) {
    const parts = ['generate', 'variables'].map((field) => valueAt(object, ['spec', field]));
    return isOfNetwork(parts) ? [object.spec] : [];
  }
  return list(valueAt(object, ['spec', 'rules'])).filter((rule) => {
    const generate = valueAt(rule, ['generate']);
    return generate !== undefined && isOfNetwork(generate) && !isOnlyIngress(generate);
  });
}

function isOfNetwork(part: unknown): boolean {
  return /network-?polic|egressfirewall/i.test(JSON.stringify(part));
}

function isOnlyIngress(generate: unknown): boolean {
  const types = list(valueAt(generate, ['data', 'spec', 'policyTypes']));
  return types.length > 0 && !types.includes('Egress');
}

/** The filters of `match` or `exclude`, in all three forms. */
function filtersOf(rule: unknown, field: string): { readonly any: readonly unknown[]; readonly all: readonly unknown[] } {
  const [any, all] = ['any', 'all'].map((form) => list(valueAt(rule, [field, form]))) as [unknown[], unknown[]];
  const own = valueAt(rule, [field, 'resources']) === undefined ? [] : [valueAt(rule, [field])];
  return { any, all: [...all, ...own] };
}

/** Whether a filter names a namespace; `undefined` if it names none. */
function names(filter: unknown, namespace: string): boolean | undefined {
  const of = (field: string) => valueAt(filter, ['resources', field]);
  const isOfNamespaces = list(of('kinds')).every((kind) => /(^|\/)Namespace$/.test(String(kind)));
  const patterns = isOfNamespaces ? [...list(of('names')), of('name')] : list(of('namespaces'));
  const texts = patterns.filter((one) => typeof one === 'string');
  return texts.length > 0 ? texts.some((pattern) => matchesName(pattern.replaceAll('?', '*'), namespace)) : undefined;
}

/** Whether a filter has no conditions other than kinds and names. */
function isOnlyNames(filter: unknown): boolean {
  const resources = valueAt(filter, ['resources']);
  const keys = [...Object.keys(filter as object), ...Object.keys((resources ?? {}) as object)];
  return keys.every((key) => ['resources', 'kinds', 'names', 'name', 'namespaces'].includes(key));
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
