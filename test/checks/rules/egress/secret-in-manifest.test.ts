import { Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-30';
import { secretInManifest } from '../../../../lib/checks/rules/egress/secret-in-manifest';
import { refusal } from '../../../findings';
import { egress } from '../../../kit';
import { object } from '../exit';
import { objections } from '../objections';

const random = ['Xk2', '9aBcDeFgHiJkLmNoP'].join('_');
const header = (name: string, value: string) => `{ name: ${name}, value: "${value}" }`;
const policy = (entry: string) => object('TrafficPolicy', 'egress/api', `{ headerModifiers: { request: { set: [${entry}] } } }`);
const deployment = (variable: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: team-a }
spec: { template: { spec: { containers: [{ name: app, env: [${variable}] }] } } }
`;
const configMap = (data: string, annotations = '') => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: app, namespace: team-a${annotations} }
data: ${data}
`;
const secret = (data: string) => `---\napiVersion: v1\nkind: Secret\nmetadata: { name: api, namespace: egress }\n${data}\n`;

const AT = 'TrafficPolicy egress/api spec.headerModifiers.request.set[0].value';

test.each([
  ['a bearer token', header('Authorization', 'Bearer abcdefgh'), `${AT}: the value of Authorization (a text of 15 characters)`],
  ['a key', header('x-api-key', random), `${AT}: the value of x-api-key (a text of 21 characters)`],
])('a literal header with %s is reported, without its value', (_, entry, got) => {
  expect(objections(secretInManifest, policy(entry))).toEqual([got]);
});

test('a filter of a route is read too', () => {
  const filter = `{ type: RequestHeaderModifier, requestHeaderModifier: { add: [${header('Cookie', random)}] } }`;
  expect(objections(secretInManifest, object('HTTPRoute', 'egress/api', `{ rules: [{ filters: [${filter}] }] }`))).toEqual([
    'HTTPRoute egress/api spec.rules[0].filters[0].requestHeaderModifier.add[0].value: the value of Cookie (a text of 21 characters)',
  ]);
});

test('variables, files of ConfigMaps, annotations and context extensions are read', () => {
  const url = 'postgres://app:h4ckme!now@db.example.com';
  const yaml =
    deployment(header('API_TOKEN', random)) +
    configMap(`{ DB_PASSWORD: ${random}, "app.conf": "url=${url}" }`, `, annotations: { source: "${url}" }`) +
    object('TrafficPolicy', 'egress/api', `{ extAuth: { contextExtensions: { egress.rules: '${url}' } } }`);
  expect(objections(secretInManifest, yaml)).toEqual([
    'Deployment team-a/app spec.template.spec.containers[0].env[0].value: the value of API_TOKEN (a text of 21 characters)',
    'ConfigMap team-a/app metadata.annotations.source: a password in a URL (a text of 40 characters)',
    'ConfigMap team-a/app data.DB_PASSWORD: the value of DB_PASSWORD (a text of 21 characters)',
    "ConfigMap team-a/app data['app.conf']: a password in a URL (a text of 44 characters)",
    "TrafficPolicy egress/api spec.extAuth.contextExtensions['egress.rules']: a password in a URL (a text of 40 characters)",
  ]);
});

test.each([
  ['a default', policy(header('authorization', 'none'))],
  ['a header that is copied', policy(header('authorization', '%REQ(x-token)%'))],
  ['a header of another kind', policy(header('x-request-hash', random))],
  ['a reference to a Secret', policy('{ name: authorization, secretRef: { name: api, key: token } }')],
  ['the name of a Secret in a variable', deployment(header('API_TOKEN_SECRET', 'api-token-secret-v2'))],
  ['a path in a variable', deployment(header('API_TOKEN', '/var/run/secrets/api/token1'))],
  ['a variable that is filled in', deployment(header('API_TOKEN', '$(OTHER_TOKEN_VALUE_1)'))],
  ['a variable of another kind', deployment(header('BUILD_ID', random))],
  ['a field that happens to be random', configMap(`{ revision: ${random} }`)],
  [
    'the copy of kubectl',
    configMap('{}', `, annotations: { kubectl.kubernetes.io/last-applied-configuration: "a://b:cdefgh@i" }`),
  ],
  ['a Secret of a cluster', secret(`stringData: { token: ${random} }`)],
])('%s is not reported', (_, yaml) => {
  expect(objections(secretInManifest, yaml)).toEqual([]);
});

test('a Secret that an app writes is reported with its keys', () => {
  const written = (data: string) => objections(secretInManifest, secret(data), { written: true });
  expect(written(`stringData: { token: ${random}, user: app }`)).toEqual(['Secret egress/api stringData: values of token, user']);
  expect(written(`data: { token: ${Buffer.from(random).toString('base64')} }`)).toEqual([
    'Secret egress/api data: values of token',
  ]);
  expect(written('stringData: { ca.crt: "-----BEGIN CERTIFICATE-----\\nMIIB" }')).toEqual([]);
  expect(written('stringData: { token: "<path:secret/data/api#token>" }')).toEqual([]);
  expect(written('type: Opaque')).toEqual([]);
});

test('an app with such a Secret writes nothing', () => {
  const { app } = egress();
  new Secret(new Chart(app, 'team'), 'api', { metadata: { name: 'api' }, stringData: { token: random } });
  expect(refusal(app)).toMatchInlineSnapshot(`
"egress/secret-in-manifest  team/api/Resource  Secret api stringData
  the manifest contains a secret, which everyone who can read the repository or the object can use
  got values of token; allowed: no Secrets in the files of an app, except for certificates
  fix: make the Secret outside of the app: with an ExternalSecret, a SealedSecret, or kubectl (docs/credentials.md)
  see cdk8s-egress/docs/rules/egress-secret-in-manifest.md"
`);
  expect(refusal(app)).not.toContain(random);
});
