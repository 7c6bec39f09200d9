import { plaintextListener } from '../../../../lib/checks/rules/ztunnel/plaintext-listener';
import { exit } from '../ambient';
import { objections } from '../objections';

const GW = 'selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }';
const authentication = (spec: string, name = 'mtls', namespace = 'exit') => `
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec} }
`;
const STRICT = authentication(`${GW}, mtls: { mode: STRICT }`, 'strict');

test.each([
  ['there is none', exit()],
  ['the gateway is STRICT', exit() + STRICT],
  [
    'only the port for metrics accepts plaintext',
    exit() + authentication(`${GW}, mtls: { mode: STRICT }, portLevelMtls: { "9091": { mode: PERMISSIVE } }`),
  ],
  ['the namespace accepts plaintext, and the gateway does not', exit() + STRICT + authentication('mtls: { mode: PERMISSIVE }')],
  ['other pods accept plaintext', exit() + authentication('selector: { matchLabels: { app: other } }, mtls: { mode: DISABLE }')],
  ['another namespace accepts plaintext', exit() + authentication('mtls: { mode: DISABLE }', 'open', 'team-a')],
  ['the mesh has its default', exit() + authentication('mtls: { mode: PERMISSIVE }', 'default', 'istio-system')],
  ['there is no egress gateway', authentication(`${GW}, mtls: { mode: DISABLE }`)],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(plaintextListener, yaml)).toEqual([]);
});

test.each([
  ['for the gateway', authentication(`${GW}, mtls: { mode: PERMISSIVE }`), ['spec.mtls.mode: PERMISSIVE']],
  [
    'beside one that is STRICT: the older one counts',
    STRICT + authentication(`${GW}, mtls: { mode: DISABLE }`),
    ['spec.mtls.mode: DISABLE'],
  ],
  ['for the namespace', authentication('mtls: { mode: PERMISSIVE }'), ['spec.mtls.mode: PERMISSIVE']],
  [
    'for the port of a listener',
    authentication(`${GW}, mtls: { mode: STRICT }, portLevelMtls: { "8080": { mode: PERMISSIVE } }`),
    ["spec.portLevelMtls['8080'].mode: PERMISSIVE"],
  ],
])('plaintext is reported %s', (_, yaml, found) => {
  expect(objections(plaintextListener, exit() + yaml)).toEqual(found.map((one) => `PeerAuthentication exit/mtls ${one}`));
});
