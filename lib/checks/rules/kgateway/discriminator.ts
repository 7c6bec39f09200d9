import { KIND } from '../../../core/kinds';
import type { Manifest } from '../../../manifests/manifest';
import type { Rule } from '../base/rule';

/** An object without the `spec.type` that kgateway 2.1 and 2.2 require. */
export const discriminator: Rule = {
  id: 'kgateway/discriminator',
  severity: 'error',
  summary: 'the selected version of kgateway requires spec.type',
  *check({ graph, platform }) {
    if (!platform.capabilities.discriminator) return;
    for (const kind of [KIND.Backend, KIND.GatewayExtension] as const) {
      for (const object of graph.catalogue.ofKind(kind) as readonly (Manifest & {
        readonly spec: { readonly type?: string };
      })[]) {
        if (object.spec.type !== undefined) continue;
        const types = typesOf(object.spec);
        yield {
          object,
          path: ['spec', 'type'],
          got: undefined,
          allowed: `${types} with kgateway ${platform.versions.kgateway}`,
          fix: `set spec.type to ${types}`,
        };
      }
    }
  },
};

/** The types, by the field that each of them needs. */
const TYPES: Readonly<Record<string, string>> = {
  static: 'Static',
  dynamicForwardProxy: 'DynamicForwardProxy',
  aws: 'AWS',
  extAuth: 'ExtAuth',
  extProc: 'ExtProc',
  rateLimit: 'RateLimit',
};

function typesOf(spec: object): string {
  const [type] = Object.keys(spec).flatMap((field) => TYPES[field] ?? []);
  return type ?? Object.values(TYPES).join(' or ');
}
