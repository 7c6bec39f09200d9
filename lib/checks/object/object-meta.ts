import type { Schema } from '../schema/schema';

const text = { type: 'string' } as const;
const instant = { type: 'string', format: 'date-time' } as const;
const count = { type: 'integer', format: 'int64' } as const;
const texts = { type: 'object', additionalProperties: text } as const;
const flag = { type: 'boolean' } as const;
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const;

/**
 * The fields of an object's metadata, which the schemas of CRDs do not specify.
 *
 * @see https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#objectmeta-v1-meta
 */
export const OBJECT_META: Schema = {
  type: 'object',
  properties: {
    annotations: texts,
    creationTimestamp: instant,
    deletionGracePeriodSeconds: count,
    deletionTimestamp: instant,
    finalizers: { type: 'array', items: text },
    generateName: text,
    generation: count,
    labels: texts,
    managedFields: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          apiVersion: text,
          fieldsType: text,
          fieldsV1: anything,
          manager: text,
          operation: text,
          subresource: text,
          time: instant,
        },
      },
    },
    name: text,
    namespace: text,
    ownerReferences: {
      type: 'array',
      items: {
        type: 'object',
        properties: { apiVersion: text, blockOwnerDeletion: flag, controller: flag, kind: text, name: text, uid: text },
      },
    },
    resourceVersion: text,
    selfLink: text,
    uid: text,
  },
};
