import type { Find, IstioCheck, IstioTable } from './istio-check';

const DRY_RUN = 'istio.io/dry-run';
const INTERNAL = ['internal.istio.io/webhook-always-reject', 'internal.istio.io/parent-namespace', 'internal.istio.io/parents'];
const BOOLEANS: ReadonlySet<string> = new Set('1 t T TRUE true True 0 f F FALSE false False'.split(' '));

const annotated =
  (keys: readonly string[]): Find<object> =>
  ({ object: { metadata } }, found) => {
    if (metadata.annotations === undefined) return;
    for (const key of keys) {
      if (Object.hasOwn(metadata.annotations, key)) found.push(['metadata', 'annotations', key]);
    }
  };

const ANNOTATION = { rule: 'istio/annotation', allowed: 'no such annotation', fix: 'remove the annotation' } as const;

const internal: IstioCheck<object> = {
  ...ANNOTATION,
  message: 'the annotation is reserved for Istio',
  find: annotated(INTERNAL),
};

const annotations: Omit<IstioTable<object>, 'checks'> = { needs: (_, { metadata }) => metadata.annotations, stops: true };

/** The annotations that Istio rejects on objects of every kind except AuthorizationPolicy. */
export const annotationTable: IstioTable<object> = {
  ...annotations,
  checks: [{ ...ANNOTATION, message: 'Istio has no dry run for this kind', find: annotated([DRY_RUN]) }, internal],
};

/** The annotations that Istio rejects on an AuthorizationPolicy. */
export const policyAnnotationTable: IstioTable<{ readonly action?: string }> = {
  ...annotations,
  checks: [
    {
      rule: 'istio/annotation',
      message: 'a dry run requires the action ALLOW or DENY, and a boolean value',
      allowed: 'true or false, on a policy with the action ALLOW or DENY',
      fix: 'remove the annotation, or set it to "true"',
      find: ({ object, spec }, found) => {
        const value = object.metadata.annotations?.[DRY_RUN];
        if (value === undefined) return;
        if (!BOOLEANS.has(value) || spec.action === 'CUSTOM' || spec.action === 'AUDIT') {
          found.push(['metadata', 'annotations', DRY_RUN]);
        }
      },
    },
    internal,
  ],
};
