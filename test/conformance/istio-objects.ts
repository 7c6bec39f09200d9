// Random objects of the kinds that Istio's webhook validates. The same seed gives the same objects; about half are invalid.
import type { Manifest } from '../../lib/manifests/manifest';
import { Dice } from '../dice';
import { authorizationPolicySpec, peerAuthenticationSpec } from './istio-policies';
import { serviceEntryMeta, serviceEntrySpec } from './istio-service-entries';

const DRY_RUN = 'istio.io/dry-run';
const INTERNAL = ['webhook-always-reject', 'parent-namespace', 'parents'].map((name) => `internal.istio.io/${name}`);

interface Kind {
  readonly kind: string;
  readonly apiVersions: readonly string[];
  readonly spec: (dice: Dice) => object | undefined;
  readonly meta: (dice: Dice) => object;
}

const KINDS: readonly Kind[] = [
  {
    kind: 'ServiceEntry',
    apiVersions: ['v1', 'v1beta1', 'v1alpha3'].map((version) => `networking.istio.io/${version}`),
    spec: serviceEntrySpec,
    meta: serviceEntryMeta,
  },
  {
    kind: 'AuthorizationPolicy',
    apiVersions: ['security.istio.io/v1', 'security.istio.io/v1beta1'],
    spec: authorizationPolicySpec,
    meta: () => ({}),
  },
  {
    kind: 'PeerAuthentication',
    apiVersions: ['security.istio.io/v1', 'security.istio.io/v1beta1'],
    spec: peerAuthenticationSpec,
    meta: () => ({}),
  },
];
/** Of ten objects, five are ServiceEntries, four AuthorizationPolicies and one is a PeerAuthentication. */
const SHARES = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2];

/** The given number of objects, with different names. */
export function istioObjects(seed: number, count: number): Manifest[] {
  const dice = new Dice(seed);
  return Array.from({ length: count }, (_, i) => {
    const { kind, apiVersions, spec, meta } = KINDS[SHARES[i % SHARES.length] as number] as Kind;
    const metadata = { name: `o${i}`, ...(dice.chance(0.9) && { namespace: 'team-a' }), ...annotations(dice), ...meta(dice) };
    return JSON.parse(JSON.stringify({ apiVersion: dice.pick(apiVersions), kind, metadata, spec: spec(dice) })) as Manifest;
  });
}

function annotations(dice: Dice): object {
  if (dice.chance(0.9)) return {};
  const dry = dice.chance(0.7);
  const value = dice.pick(['true', 'false', 'T', '1', 'yes', '']);
  return { annotations: { [dry ? DRY_RUN : dice.pick([...INTERNAL, 'example.com/other'])]: value } };
}
