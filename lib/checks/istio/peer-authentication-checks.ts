import type { PeerAuthenticationSpec } from '../../../imports/security.istio.io/peer-authentication';
import { annotationTable } from './annotation-checks';
import { type Find, type IstioCheck, type IstioTable, whole } from './istio-check';
import { policySelectorChecks, selectsEverything } from './policy-selector-checks';

const PORTS = { rule: 'istio/port-level-mtls' } as const;

const POD_PORT = 'specify the port that the pods listen on';
const MAX_UINT32 = 4_294_967_295;

/** Finds the invalid ports of `spec.portLevelMtls`. A key that is not a number is `NaN`. */
const portWhere =
  (isInvalid: (port: number) => boolean): Find<PeerAuthenticationSpec> =>
  ({ spec }, found) => {
    for (const key in spec.portLevelMtls) {
      const port = /^(?:0|[1-9][0-9]*)$/.test(key) ? Number(key) : Number.NaN;
      if (isInvalid(port)) found.push(['spec', 'portLevelMtls', key]);
    }
  };

/** The checks of the keys of `spec.portLevelMtls`, without which the webhook cannot read the object. */
const keyChecks: readonly IstioCheck<PeerAuthenticationSpec>[] = [
  {
    ...PORTS,
    message: 'the key is not a port',
    allowed: '1 to 65535, without sign or leading zeros',
    fix: POD_PORT,
    find: portWhere((port) => !(port <= MAX_UINT32)),
  },
];

/** The checks of `spec.portLevelMtls`. */
const portChecks: readonly IstioCheck<PeerAuthenticationSpec>[] = [
  {
    ...PORTS,
    message: 'portLevelMtls requires a selector with labels',
    allowed: 'portLevelMtls together with a label in spec.selector',
    fix: 'add the labels of the workloads to spec.selector.matchLabels, or use spec.mtls',
    find: whole('spec.portLevelMtls', (spec) => spec.portLevelMtls !== undefined && selectsEverything(spec)),
  },
  {
    ...PORTS,
    message: 'portLevelMtls is empty',
    allowed: 'at least one port',
    fix: 'add a port, or remove portLevelMtls',
    find: whole('spec.portLevelMtls', ({ portLevelMtls: ports }) => ports !== undefined && Object.keys(ports).length === 0),
  },
  {
    ...PORTS,
    message: 'the port is out of range',
    allowed: '1 to 65535',
    fix: POD_PORT,
    find: portWhere((port) => port < 1 || port > 65535),
  },
];

/** What Istio's webhook checks in a PeerAuthentication, in addition to its CRD. */
export const peerAuthenticationTables: readonly IstioTable<PeerAuthenticationSpec>[] = [
  { stops: true, checks: keyChecks },
  annotationTable,
  { checks: [...portChecks, ...policySelectorChecks] },
];
