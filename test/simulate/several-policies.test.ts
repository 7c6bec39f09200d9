import { expectAllowed, expectDenied, Manifests, simulate } from '../../lib/simulate';

const DIST = Manifests.fromFolder('dist');
const NAME = 'kyverno-authz-server-policy';
const caller = { namespace: 'team-a', serviceAccount: 'agent', labels: { 'istio.io/dataplane-mode': 'ambient' } };
const request = { caller, url: 'http://egress-kgateway.egress-system:8080/', headers: { host: 'host.docker.internal' } };

const file = (name: string, expression: string) => `apiVersion: policies.kyverno.io/v1alpha1
kind: ValidatingPolicy
metadata: {name: ${name}}
spec:
  evaluation: {mode: Envoy}
  validations:
    - expression: ${JSON.stringify(expression)}
`;

/** The reference app with other files of its server. */
function withFiles(...texts: readonly string[]): Manifests {
  const data = { 'policy.yaml': texts.join('---\n') };
  return new Manifests(DIST.all.map((object) => (object.metadata.name === NAME ? { ...object, data } : object)));
}

const isPost = (answer: string) => `object.attributes.request.http.method == "POST" ? ${answer} : null`;
const refuse = (status: number) => `envoy.Denied(${status}).Response()`;
const allow = 'envoy.Allowed().WithHeader("x-egress-decision", "host.docker.internal").Response()';

describe('several policies in the files of a server', () => {
  test('the only one that answers decides', () => {
    const both = withFiles(file('a', isPost(refuse(405))), file('b', isPost(refuse(405)).replace('POST', 'PUT')));
    expectDenied(both, { ...request, method: 'PUT' }, { status: 405 });
  });

  test('several answers that are the same decide', () => {
    expectAllowed(withFiles(file('a', allow), file('b', allow)), request);
  });

  test('several answers that differ: which one decides changes with each start of the server', () => {
    const result = simulate(withFiles(file('a', isPost(refuse(405))), file('b', allow)), { ...request, method: 'POST' });
    expect(result).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('changes with each start of the server'),
    });
  });
});
