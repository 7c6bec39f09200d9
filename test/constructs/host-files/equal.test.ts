import type { Chart } from 'cdk8s';
import { ExternalHosts, TokenIssuer } from '../../../lib';
import { AGENTS, egress, exit, set } from '../../kit';
import { cases, HOST, type Parts } from './equal-hosts';
import { APPROVED, inFolder } from './files';

/** What an app writes to which `add` adds hosts. */
function written(add: (chart: Chart, parts: Parts) => void): string {
  const { app, chart } = egress({ external: ['NetworkPolicy team-a/egress', 'NetworkPolicy batch/egress'] });
  const gateway = exit(chart, { callerSets: [AGENTS, set('batch', 8081)] });
  const keys = JSON.stringify({ keys: [{ kty: 'RSA', kid: 'k', n: 'x', e: 'AQAB' }] });
  const issuer = new TokenIssuer(chart, 'issuer', {
    name: 'pods',
    gateway,
    issuer: 'https://k8s',
    audience: 'egress',
    jwks: keys,
  });
  add(chart, { gateway, callers: AGENTS, batch: set('batch', 8081), issuer });
  return app.synthYaml();
}

function fromYaml(yaml: string): string {
  return inFolder({ 'hosts/a.yaml': yaml }, () =>
    written((chart, { gateway, callers, batch, issuer }) => {
      const known = { callerSets: [callers, batch], tokenIssuers: [issuer] };
      ExternalHosts.fromFiles(chart, 'hosts', { gateway, files: 'hosts/*.yaml', ...known });
    }),
  );
}

test.each(cases)('%s: a file and a program give the same manifests', (_, yaml, add) => {
  const expected = written(add);
  expect(fromYaml(yaml)).toBe(expected);
  expect(expected).toContain('example');
});

test('a host of a file says so in its manifests by nothing', () => {
  expect(fromYaml(`${HOST}${APPROVED}`)).not.toContain('hosts/');
});
