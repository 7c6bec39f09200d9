import { istioIssues } from '../../../lib/checks/istio';
import { showPath } from '../../../lib/core/path';
import { entry, told } from './kit';

test('an issue says the rule, the place, what is there, what is allowed, and how to mend it', () => {
  const issues = istioIssues(entry({ hosts: ['api.example.com', '198.51.100.5'], resolution: 'NONE' }));
  expect(issues.map((issue) => ({ ...issue, path: showPath(issue.path) }))).toMatchInlineSnapshot(`
[
  {
    "allowed": "a DNS name of at most 255 characters whose first label may be *",
    "fix": "write the DNS name alone, without scheme, port, path or IP address",
    "got": "198.51.100.5",
    "message": "the host is no DNS name",
    "path": "spec.hosts[1]",
    "rule": "istio/host",
    "severity": "error",
  },
]
`);
});

test('a place is told of once, errors and warnings apart', () => {
  const ports = [{ number: 443, name: 'tcp' }];
  expect(told(entry({ hosts: ['*', 'a.com'], resolution: 'DNS', ports, addresses: ['192.0.2.0/40'] }))).toEqual([
    'host spec.hosts[0]',
    'address spec.addresses[0]',
    'hosts-of-one-port spec.ports[0].protocol',
  ]);
});

test('there is nothing to say of other kinds, and of kinds of the same name in other groups', () => {
  expect(istioIssues({ ...entry({ hosts: [] }), kind: 'Sidecar' })).toEqual([]);
  expect(istioIssues({ ...entry({ hosts: [] }), apiVersion: 'example.com/v1' })).toEqual([]);
});
