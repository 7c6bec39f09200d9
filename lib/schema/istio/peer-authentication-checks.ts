import type { PeerAuthenticationSpec } from '../../../imports/security.istio.io/peer-authentication';
import { annotationTable } from './annotation-checks';
import { type IstioCheck, type IstioTable, whole } from './istio-check';
import { showKey } from './labels';
import { policySelectorChecks, selectsEverything } from './policy-selector-checks';

const PORTS = { rule: 'istio/port-level-mtls' } as const;

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
    message: 'the key is no port',
    allowed: '1 to 65535, without sign or leading zeros',
    fix: 'write the port that the pods listen on',
    find: ({ spec }, found) => {
      for (const port in spec.portLevelMtls) {
        if (!/^[1-9][0-9]{0,4}$/.test(port) || Number(port) > 65535) found.push(`spec.portLevelMtls${showKey(port)}`);
      }
    },
  },
];

/** What Istio's webhook checks of a PeerAuthentication beyond its CRD. */
export const peerAuthenticationTables: readonly IstioTable<PeerAuthenticationSpec>[] = [
  annotationTable,
  { checks: [...portChecks, ...policySelectorChecks] },
];
