import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import { isCount } from '../../core/numbers';
import { type Field, flag, isObject, listOf, objectOf, optional, recordOf, type Shape, text, value } from '../../core/shapes';
import type { ServerImageProps } from './server-image';
import type { ServerPodProps } from './server-pod-props';

const rule = 'input/server';

/** An object that the schema of the Deployment checks. */
const part = (what: string, fix: string): Shape =>
  value((given) => isObject(given) && !(given instanceof Date), { rule, allowed: what, fix });

const parts = (property: string, example: string, otherwise: string): Field => {
  const fix = `write ${property}: [${example}], or remove it for ${otherwise}`;
  return optional(listOf(part(`an object such as ${example}`, fix), { rule, allowed: `a list such as [${example}]`, fix }));
};

const QUANTITY = {
  rule,
  allowed: "a quantity of Kubernetes, such as '500m' or '256Mi'",
  fix: 'correct the quantity, or remove it for the default',
};
const quantities = recordOf(
  value((given) => /^(\d+(\.\d*)?|\.\d+)([KMGTPE]i?|[mkun]|[eE][+-]?\d+)?$/.test(String(given)), QUANTITY),
  { ...QUANTITY, allowed: "an object such as { cpu: '500m', memory: '256Mi' }" },
);
const RESOURCES = {
  rule,
  allowed: 'an object { requests, limits }',
  fix: "write resources: { requests: { cpu: '500m' } }, or remove it for the default",
};

const LABELS = {
  rule,
  allowed: "labels of nodes, such as { 'node-role.kubernetes.io/egress': '' }",
  fix: 'correct the labels, or remove nodeSelector',
};

/** The shapes of the properties of a deployed server about its image, and about its pods. */
export const serverPodFields = {
  image: optional(
    value((given) => typeof given === 'string' && /^[\w./:@-]+$/.test(given), {
      rule,
      allowed: 'the name of an image',
      fix: 'correct the image, or remove it for the released one',
    }),
  ),
  version: optional(
    value((given) => typeof given === 'string' && /^\w[\w.-]{0,127}$/.test(given), {
      rule,
      allowed: 'a tag, such as v0.4.1',
      fix: 'correct the version, or remove it for the tested release',
    }),
  ),
  digest: optional(
    value((given) => typeof given === 'string' && /^sha256:[0-9a-f]{64}$/.test(given), {
      rule,
      allowed: 'sha256: and 64 hexadecimal digits in lower case',
      fix: 'copy the digest of the image, or remove it',
    }),
  ),
  resources: optional(objectOf({ requests: optional(quantities), limits: optional(quantities) }, RESOURCES)),
  nodeSelector: optional(recordOf(text(LABELS), LABELS)),
  affinity: optional(part('an affinity of Kubernetes, such as { nodeAffinity }', 'correct the affinity, or remove it')),
  tolerations: parts('tolerations', "{ key: 'egress', operator: 'Exists' }", 'none'),
  topologySpread: parts(
    'topologySpread',
    "{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }",
    'a spread over the nodes',
  ),
  priorityClassName: optional(
    value(isKubernetesDnsSubdomain, {
      rule,
      allowed: 'the name of a PriorityClass',
      fix: 'correct the name, or remove it for the default of the cluster',
    }),
  ),
  drainSeconds: optional(
    value((given) => isCount(given, 0, 3600), {
      rule,
      allowed: 'a whole number of seconds from 0 to 3600',
      fix: 'correct the number, or remove drainSeconds for 10',
    }),
  ),
  disruptionBudget: optional(flag(rule, 'correct the value, or remove disruptionBudget for the default')),
} satisfies Record<keyof (ServerImageProps & ServerPodProps), Field>;
