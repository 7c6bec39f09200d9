import type { PeerAuthenticationSpec } from '../../../imports/security.istio.io/peer-authentication';
import { annotationTable } from './annotation-checks';
import { type Find, type IstioCheck, type IstioTable, whole } from './istio-check';
import { policySelectorChecks, selectsEverything } from './policy-selector-checks';

const PORTS = { rule: 'istio/port-level-mtls' } as const;

const POD_PORT = 'write the port that the pods listen on';
const MAX_UINT32 = 4_294_967_295;

/** Finds the ports of `spec.portLevelMtls` that `breaks` objects to. What is no number is `NaN`. */
const portWhere =
  (breaks: (port: number) => boolean): Find<PeerAuthenticationSpec> =>
  ({ spec }, found) => {
    for (const key in spec.portLevelMtls) {
      const port = /^(?:0|[1-9][0-9]*)$/.test(key) ? Number(key) : Number.NaN;
      if (breaks(port)) found.push(['spec', 'portLevelMtls', key]);
    }
  };

/** What the keys of `spec.portLevelMtls` must be for the object to be read at all. */
const keyChecks: readonly IstioCheck<PeerAuthenticationSpec>[] = [
  {
    ...PORTS,
    message: 'the key is no port',
    allowed: '1 to 65535, without sign or leading zeros',
    fix: POD_PORT,
    find: portWhere((port) => !(port <= MAX_UINT32)),
  },
];

/** What `spec.portLevelMtls` must be. */
const portChecks: readonly IstioCheck<PeerAuthenticationSpec>[] = [
  {
    ...PORTS,
    message: 'single ports are for chosen workloads alone',
    allowed: 'a selector with a label beside it',
    fix: 'add the labels of the workloads to spec.selector.matchLabels, or use spec.mtls',
    find: whole('spec.portLevelMtls', (spec) => spec.portLevelMtls !== undefined && selectsEverything(spec)),
  },
  {
    ...PORTS,
    message: 'the list of ports is empty',
    allowed: 'at least one port',
    fix: 'name the port, or remove the field',
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

/** What Istio's webhook checks of a PeerAuthentication beyond its CRD. */
export const peerAuthenticationTables: readonly IstioTable<PeerAuthenticationSpec>[] = [
  { stops: true, checks: keyChecks },
  annotationTable,
  { checks: [...portChecks, ...policySelectorChecks] },
];
