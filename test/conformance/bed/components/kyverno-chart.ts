import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Toolbox } from '../provision';

/** The values of the chart that configure Kyverno. */
interface ChartValues {
  readonly config: {
    readonly enableDefaultRegistryMutation: boolean;
    readonly defaultRegistry: string;
    readonly generateSuccessEvents: boolean;
    readonly excludeGroups: readonly string[];
    readonly resourceFilters: readonly string[];
    readonly updateRequestThreshold: number;
    readonly webhooks: { readonly namespaceSelector: { readonly matchExpressions: readonly unknown[] } };
    readonly webhookAnnotations: Readonly<Record<string, string>>;
  };
}

/** The names that the chart uses for the release `kyverno` in the namespace `kyverno`. */
function chartName(template: string): string {
  if (template === 'admission-controller.serviceName') return 'kyverno-svc';
  if (template === 'config.metricsConfigMapName') return 'kyverno-metrics';
  const controller = /^(\w+-controller)\.(roleName|name|serviceAccountName)$/.exec(template);
  if (controller) return controller[2] === 'roleName' ? `kyverno:${controller[1]}` : `kyverno-${controller[1]}`;
  if (['namespace', 'fullname', 'config.configMapName'].includes(template)) return 'kyverno';
  throw new Error(`Kyverno's chart uses a template that the bed does not support: kyverno.${template}`);
}

/** Renders the few template expressions in the resource filters. */
function render(filter: string): string {
  const chosen = filter.replace(/\{\{ if [^}]*\}\}.*?\{\{ else \}\}(.*?)\{\{ end \}\}/g, '$1');
  return chosen.replace(/\{\{ (?:template|include) "kyverno\.([^"]+)" \. \}\}/g, (_, name: string) => chartName(name));
}

/** The data of the ConfigMap `kyverno` that the chart installs with default values. */
export function defaultConfiguration(tools: Toolbox): Record<string, string> {
  const { config } = parse(readFileSync(join(tools.kyvernoChart, 'values.yaml'), 'utf8')) as ChartValues;
  const expressions = config.webhooks.namespaceSelector.matchExpressions;
  // The chart adds its own namespace to both, because excludeKyvernoNamespace is true by default.
  const ownNamespace = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kyverno'] };
  return {
    enableDefaultRegistryMutation: String(config.enableDefaultRegistryMutation),
    defaultRegistry: config.defaultRegistry,
    generateSuccessEvents: String(config.generateSuccessEvents),
    excludeGroups: config.excludeGroups.join(','),
    resourceFilters: ['[*/*,kyverno,*]', ...config.resourceFilters.map(render)].join(' '),
    updateRequestThreshold: String(config.updateRequestThreshold),
    webhooks: JSON.stringify({ namespaceSelector: { matchExpressions: [...expressions, ownNamespace] } }),
    webhookAnnotations: JSON.stringify(config.webhookAnnotations),
  };
}

/** The rules of a role that the chart gives to a controller with default values: of a ClusterRole, those named `…:core`. */
export function chartRules(tools: Toolbox, controller: string, kind: 'ClusterRole' | 'Role'): readonly unknown[] {
  const file = join(tools.kyvernoChart, 'templates', controller, `${kind.toLowerCase()}.yaml`);
  const documents = readFileSync(file, 'utf8').split(/^---$/m);
  const found = documents.find((text) => kind === 'Role' || text.includes(':core')) ?? '';
  const rules = found.slice(found.search(/^rules:/m)).split('\n');
  return (parse(render(rules.filter((line) => !/\{\{-/.test(line)).join('\n'))) as { rules: unknown[] }).rules;
}
