import { stringify } from 'yaml';
import type { LocalSource } from '../../../tools/import/source';

/** A small, readable CRD with one example of everything that the generator must handle. */
export const widget = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'HTTPWidget', plural: 'httpwidgets' },
    versions: [
      { name: 'v1beta1', served: true, schema: { openAPIV3Schema: { type: 'object' } } },
      { name: 'v1alpha1', served: false, schema: { openAPIV3Schema: { type: 'object' } } },
      {
        name: 'v1',
        served: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            description: 'Upstream sentence.',
            type: 'object',
            required: ['spec'],
            properties: {
              apiVersion: { type: 'string' },
              kind: { type: 'string' },
              metadata: { type: 'object' },
              spec: {
                type: 'object',
                required: ['mode', 'retries'],
                properties: {
                  mode: { type: 'string', enum: ['Audit', 'audit', 'MESH_EXTERNAL'], description: 'Upstream sentence.' },
                  description: { type: 'string', maxLength: 63, pattern: '^a*/b$' },
                  port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
                  retries: { type: 'integer', format: 'int32', minimum: 1, maximum: 10, default: 3 },
                  labels: { type: 'object', additionalProperties: { type: 'string', minLength: 1 } },
                  'x-extra': { 'x-kubernetes-preserve-unknown-fields': true },
                  disable: { type: 'object' },
                  primary: {
                    type: 'object',
                    required: ['host'],
                    properties: { host: { type: 'string' }, weight: { type: 'number' } },
                  },
                  backups: {
                    type: 'array',
                    maxItems: 4,
                    items: {
                      type: 'object',
                      required: ['host'],
                      properties: { host: { type: 'string' }, weight: { type: 'number' } },
                    },
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['host'],
                  },
                },
                'x-kubernetes-validations': [
                  { rule: 'has(self.primary) ||\n  has(self.backups)', message: 'name a host' },
                  { rule: 'self.retries > 0', message: 'say something' },
                ],
              },
              status: { type: 'object', properties: { ready: { type: 'boolean' } } },
            },
          },
        },
      },
    ],
  },
};

export function sourceOf(...crds: readonly unknown[]): LocalSource {
  const text = crds.map((crd) => stringify(crd, { aliasDuplicateObjects: false })).join('---\n');
  return { name: 'example.com/widgets@v1.2.3', sum: 'h1:abc=', files: [{ path: 'crds/widgets.yaml', text }] };
}
