import { KIND } from '../../core/kinds';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import type { TrafficPolicy } from './policy-levels';

/** The value of a header that a TrafficPolicy takes from a Secret. */
export interface HeaderSecret {
  readonly policy: TrafficPolicy;
  /** `spec.headerModifiers.request.set[0].secretRef`. */
  readonly path: Path;
  readonly secret: Manifest;
  readonly key: string;
  readonly text: string;
}

/** The values in Secrets that are among the objects, as in exports of a cluster. Usually there are none. */
export function headerSecretsOf({ catalogue }: EgressGraph): HeaderSecret[] {
  if (catalogue.ofKind('Secret').length === 0) return [];
  return catalogue.ofKind(KIND.TrafficPolicy).flatMap((policy) =>
    sourcesIn(policy).flatMap(({ path, ref, key: wanted }) => {
      const secret = catalogue.find('Secret', ref.namespace ?? namespaceOf(policy), ref.name);
      const values = secret ? [...valuesOf(secret)] : [];
      const read = wanted === undefined ? values : values.filter(([key]) => key === wanted);
      return read.map(([key, text]) => ({ policy, path, secret: secret as Manifest, key, text }));
    }),
  );
}

/** The references to Secrets of a policy. Without a key, kgateway reads the key with the name of the header, or all keys. */
function sourcesIn(policy: TrafficPolicy) {
  const { request, response } = policy.spec.headerModifiers ?? {};
  return Object.entries({ request, response }).flatMap(([direction, change]) =>
    (['set', 'add'] as const).flatMap((field) =>
      (change?.[field] ?? []).flatMap(({ name, secretRef: ref }, index) => {
        const path: Path = ['spec', 'headerModifiers', direction, field, index, 'secretRef'];
        return ref ? [{ path, ref, key: ref.key ?? name }] : [];
      }),
    ),
  );
}

/** The values of a Secret by key. `stringData` replaces `data`. */
export function valuesOf(secret: Manifest): ReadonlyMap<string, string> {
  const { data, stringData } = secret as { readonly data?: Texts; readonly stringData?: Texts };
  const decoded = entriesOf(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()] as const);
  return new Map([...decoded, ...entriesOf(stringData)]);
}

type Texts = Readonly<Record<string, unknown>> | null;

function entriesOf(texts: Texts | undefined): (readonly [string, string])[] {
  return Object.entries(texts ?? {}).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : []));
}
