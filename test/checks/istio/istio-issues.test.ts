import { istioIssues } from '../../../lib/checks/istio';
import { showPath } from '../../../lib/core/path';
import { entry, reported } from './kit';

test('an issue has the rule, the path, the value, what is allowed and a fix', () => {
  const issues = istioIssues(entry({ hosts: ['api.example.com', '198.51.100.5'], resolution: 'NONE' }));
  expect(issues.map((issue) => ({ ...issue, path: showPath(issue.path) }))).toMatchInlineSnapshot(`
[
  {
    "allowed": "a DNS name of at most 255 characters whose first label may be *",
    "fix": "specify only a DNS name, without scheme, port or path, and not an IP address",
    "got": "198.51.100.5",
    "message": "the host is not a DNS name",
    "path": "spec.hosts[1]",
    "rule": "istio/host",
    "severity": "error",
  },
]
`);
});

test('reports one error and one warning per path', () => {
  const ports = [{ number: 443, name: 'tcp' }];
  expect(reported(entry({ hosts: ['*', 'a.com'], resolution: 'DNS', ports, addresses: ['192.0.2.0/40'] }))).toEqual([
    'host spec.hosts[0]',
    'address spec.addresses[0]',
    'hosts-of-one-port spec.ports[0].protocol',
  ]);
});

test('reports nothing for other kinds, and for kinds of the same name in other groups', () => {
  expect(istioIssues({ ...entry({ hosts: [] }), kind: 'Sidecar' })).toEqual([]);
  expect(istioIssues({ ...entry({ hosts: [] }), apiVersion: 'example.com/v1' })).toEqual([]);
});
