import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { EgressGovernance, ExternalHost, PassthroughHost, Way } from '../../../lib';
import { AGENTS, egress, exit, grant } from '../../kit';
import { manifests } from '../../manifests';
import { written } from './admission-request';

/** An app with a host for each way and destination, and the policies that govern it. */
function governed() {
  const { app, chart } = egress();
  const gateway = exit(chart);
  const common = { gateway, port: 443, callers: AGENTS, approval: grant() };
  new ExternalHost(chart, 'usual', { ...common, host: 'usual.example.com' });
  new ExternalHost(chart, 'named', { ...common, host: 'named.example.com', name: 'other' });
  new ExternalHost(chart, 'transparent', {
    ...common,
    host: 'transparent.example.com',
    name: 'clear',
    ways: [Way.transparent()],
  });
  new ExternalHost(chart, 'alias', { ...common, host: 'alias.example.com', ways: [Way.alias('api')] });
  new ExternalHost(chart, 'dynamic', {
    ...common,
    host: 'dynamic.example.com',
    destination: 'dynamic',
    ways: [Way.transparent()],
  });
  new ExternalHost(chart, 'wildcard', { ...common, host: '*.wild.example.com' });
  const blind = { ...common, inspection: 'none', reason: 'a test' } as const;
  new PassthroughHost(chart, 'tls', { ...blind, host: 'tls.example.com' });
  new PassthroughHost(chart, 'tcp', { ...blind, host: 'db.example.com', port: 5432, protocol: 'tcp' });
  new ExternalHost(chart, 'both', { ...common, host: 'both.example.com', name: 'both', ways: [Way.transparent()] });
  new PassthroughHost(chart, 'both-tls', { ...blind, host: 'both.example.com', name: 'both-tls' });
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [gateway] });
  return manifests(app);
}

const all = governed();
const policies = all
  .ofKind('ValidatingPolicy')
  .map(({ metadata, spec }) => [metadata.name, spec as ValidatingPolicySpec] as const);

test.each([
  ['egress-names', ['ServiceEntry', 'Service', 'HTTPRoute', 'TLSRoute', 'TCPRoute']],
  ['egress-identities', ['Service']],
])('%s accepts all objects of the app, from somebody who is not exempt', (name, kinds) => {
  const spec = policies.find(([known]) => known === name)?.[1] as ValidatingPolicySpec;
  const objects = all.all.filter(({ kind }) => kinds.includes(kind));
  expect(new Set(objects.map(({ kind }) => kind))).toEqual(new Set(kinds));
  const refused = objects.flatMap((object) => {
    const verdict = written(spec, object);
    return /^(accepted|not matched)/.test(verdict) ? [] : [`${object.kind} ${object.metadata.name}: ${verdict}`];
  });
  expect(refused).toEqual([]);
});
