import { Chart, App as PlainApp } from 'cdk8s';
import * as egressLibrary from '../lib';
import {
  ClientNamespace,
  type EgressAppProps,
  EgressError,
  EgressGateway,
  EgressGovernance,
  ExtAuthPolicy,
  ExternalHost,
  RequestCondition,
  Tls,
} from '../lib';
import { findings, type Row, refusals } from './findings';
import { egress, exit, gateway, grant, host, policy } from './kit';

// Values that TypeScript rejects, but that come from JavaScript, JSON or `as any`.

type Wrong = Readonly<Record<string, unknown>>;

const ofHost = (given: Wrong) => {
  const { app, chart } = egress();
  host(chart, exit(chart), given as never);
  return findings(app);
};
const ofPolicy = (given: Wrong) => {
  const { app, chart } = egress();
  policy(chart, gateway(chart), given as never);
  return findings(app);
};
const ofGateway = (given: Wrong) => {
  const { app, chart } = egress();
  exit(chart, given as never);
  return findings(app);
};
const ofApp = (given: Wrong) => findings(egress(given as EgressAppProps).app);

const rows = (given: Readonly<Record<string, Wrong>>): Row<[Wrong]>[] => Object.entries(given);

test('a malformed tls is reported, and never becomes plaintext', () => {
  const written = rows({
    'a plain object': { port: 8200, tls: { caSecret: 'corp-ca' } },
    true: { port: 8200, tls: true },
    false: { port: 8200, tls: false },
    null: { port: 8200, tls: null },
    'an object like Tls.none()': { port: 8200, tls: { origination: undefined } },
    'originate(null)': { port: 8200, tls: Tls.originate(null as never) },
    'a name that is not a string': { port: 8200, tls: Tls.originate({ caSecret: 7 } as never) },
    'a misspelled name': { port: 8200, tls: Tls.originate({ caSecrets: 'corp-ca' } as never) },
  });
  expect(refusals(written, ofHost)).toMatchInlineSnapshot(`
"input/tls  tls
  allowed: Tls.originate({ … }), Tls.mutual({ … }) or Tls.none()
  fix: write tls: Tls.originate({ … }), or remove tls for Tls.originate()
  - a plain object: got {"caSecret":"corp-ca"}
  - true: got true
  - false: got false
  - null: got null
  - an object like Tls.none(): got {}
  - originate(null): got null
input/tls  tls.caSecret
  allowed: the name of a Secret in the gateway's namespace
  fix: correct the name
  - a name that is not a string: got 7 (a number)
input/property  tls.caSecrets
  allowed: the properties hostname, maxVersion, caConfigMap, caSecret
  fix: rename it: did you mean caSecret?
  - a misspelled name: got corp-ca"
`);
});

test.each([[{ caSecret: 'x' }], [true], [false], [null], ['none']])('tls: %j makes TLS and no waiver', (tls) => {
  const chart = new Chart(new PlainApp(), 'egress');
  const made = host(chart, exit(chart), { host: 'vault.example.com', port: 8200, tls: tls as never });
  const objects = JSON.stringify(made.node.children.map((child) => (child as never as { toJson(): unknown }).toJson()));
  expect(objects).toContain('BackendTLSPolicy');
  expect(objects).not.toContain('waive');
  expect(made.node.validate()).toEqual([expect.stringContaining('input/tls')]);
});

test('the values that were TypeErrors are findings', () => {
  const ofHosts = rows({
    'no gateway': { gateway: undefined },
    'the name of a gateway': { gateway: 'egress' },
    'a caller that is not in a list': { callers: 'team-a/agent' },
    'a list of conditions': { retryOn: ['5xx'] },
    'conditions that are not a list': { retryOn: { conditions: '5xx' } },
    'names of objects': { objectNames: 'api' },
    'a number as the reason of a waiver': { waive: { 'egress/retry-budget': 7 } },
    'an approval of null': { approval: egressLibrary.Approval.granted(null as never) },
  });
  expect(refusals(ofHosts, ofHost)).toMatchInlineSnapshot(`
"input/gateway  gateway
  allowed: an EgressGateway, or the result of EgressGateway.fromGatewayName
  fix: set it to the gateway construct of the program
  - no gateway: got nothing
  - the name of a gateway: got "egress" (a string)
input/callers  callers
  allowed: who may call it: a list of at least one caller, or a CallerSet
  fix: name the service accounts of the calling pods: callers: [Caller.serviceAccount('team-a', 'agent')]
  - a caller that is not in a list: got "team-a/agent" (a string)
input/retry-on  retryOn
  allowed: safe, wide-for-reads, wide, or { conditions, statusCodes }
  fix: correct the mode, or remove retryOn for 'safe'
  - a list of conditions: got ["5xx"]
input/retry-on  retryOn.conditions
  allowed: a list of Envoy's conditions, such as ['connect-failure']
  fix: write the conditions as a list
  - conditions that are not a list: got "5xx" (a string)
input/name  objectNames
  allowed: an object { destination, route, trafficPolicy } of names
  fix: name the objects, or remove objectNames to use the name of the host
  - names of objects: got "api" (a string)
input/waive  waive['egress/retry-budget']
  allowed: a reason
  fix: state why the rule does not apply
  - a number as the reason of a waiver: got 7 (a number)
input/approval  approval
  allowed: Approval.granted({ … }), Approval.pending({ … }) or Approval.withdrawn({ … })
  fix: use Approval.granted with who approved it and until when, or Approval.pending while it is not approved
  - an approval of null: got null"
`);
  const ofPolicies = rows({
    'no conditions': { allow: undefined },
    'a list in place of a value': { allow: [RequestCondition.header('x', ['a'] as never)] },
    'a server from JSON': { server: { existing: { serviceName: 'authz' } } },
    'a Service without properties': { server: egressLibrary.AuthorizationServer.existing(undefined as never) },
    'one host that is not in a list': { hosts: 'api.example.com' },
  });
  expect(refusals(ofPolicies, ofPolicy)).toMatchInlineSnapshot(`
"input/allow  allow
  allowed: a list of conditions, such as [RequestCondition.always()]
  fix: write allow: [RequestCondition.header(…)], or allow: [RequestCondition.always()]
  - no conditions: got nothing
input/allow  allow
  allowed: a header that clients can send, with non-empty values without surrounding spaces and control characters
  fix: correct the condition
  - a list in place of a value: got ["header x with value [\\"a\\"]"]
input/server  server
  allowed: AuthorizationServer.deploy({ … }), existing({ … }) or runBy({ … })
  fix: use one of these, or remove server for AuthorizationServer.deploy()
  - a server from JSON: got {"existing":{"serviceName":"authz"}}
  - a Service without properties: got nothing
input/property  hosts
  allowed: the properties gateway, name, allow, message, headersToForward, timeout, nodeAddresses, server, policyName, waive
  fix: remove the property
  - one host that is not in a list: got api.example.com"
`);
  const ofGateways = rows({ 'one set of callers': { callerSets: { name: 'http' } }, 'a log': { accessLog: true } });
  expect(refusals(ofGateways, ofGateway)).toMatchInlineSnapshot(`
"input/callers  callerSets
  allowed: a list of sets, such as [agents]
  fix: write callerSets as a list
  - one set of callers: got {"name":"http"}
input/access-log-fields  accessLog
  allowed: an object { query, fields }, or false for no access log
  fix: remove accessLog to log the default fields, or set its fields
  - a log: got true"
`);
  const ofApps = rows({
    'a layout': { layout: 'files' },
    'a time': { now: '2026-11-23' },
    'a platform': { platform: '2.4' },
    'a namespace of the platform': { platformNamespaces: ['Monitoring', '*', 1] },
    'the namespaces of the platform': { platformNamespaces: 'monitoring' },
    'a severity': { severities: { 'egress/retry-budget': 'fatal' } },
  });
  expect(refusals(ofApps, ofApp)).toMatchInlineSnapshot(`
"input/property  layout
  allowed: chart, object, owner
  fix: correct the layout, or remove it for chart
  - a layout: got files
input/property  now
  allowed: a valid Date
  fix: write now: new Date('2026-11-23'), or remove it for the current time
  - a time: got "2026-11-23" (a string)
input/platform  platform
  allowed: an object with versions of kgateway, gatewayApi, kyvernoAuthz, kyverno, istio
  fix: write the versions as { kgateway: '2.4' }, or remove platform for the newest tested versions
  - a platform: got "2.4" (a string)
input/property  platformNamespaces[0]
  allowed: the name of a namespace, or a pattern such as openshift-*
  fix: write platformNamespaces: ['monitoring']
  - a namespace of the platform: got Monitoring
input/property  platformNamespaces[1]
  allowed: the name of a namespace, or a pattern such as openshift-*
  fix: write platformNamespaces: ['monitoring']
  - a namespace of the platform: got *
input/property  platformNamespaces[2]
  allowed: the name of a namespace, or a pattern such as openshift-*
  fix: write platformNamespaces: ['monitoring']
  - a namespace of the platform: got 1 (a number)
input/property  platformNamespaces
  allowed: a list of names of namespaces
  fix: write platformNamespaces: ['monitoring']
  - the namespaces of the platform: got "monitoring" (a string)
input/property  severities['egress/retry-budget']
  allowed: error, warning, info, off
  fix: correct the severity, or remove it for the default of the rule
  - a severity: got fatal"
`);
});

test('a single gateway in place of a list is reported', () => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'governance', gateways: exit(chart) as never });
  expect(findings(app)).toMatchObject([
    { rule: 'input/gateway', path: 'gateways', allowed: 'a list of gateways, such as [gateway]' },
  ]);
});

test('constructs without properties are reported once each', () => {
  const { app, chart } = egress();
  const nothing = undefined as never;
  new ExternalHost(chart, 'host', nothing);
  new ExtAuthPolicy(chart, 'policy', nothing);
  new EgressGateway(chart, 'gateway', nothing);
  new EgressGovernance(chart, 'governance', nothing);
  new ClientNamespace(chart, 'client', nothing);
  EgressGateway.fromGatewayName(chart, 'imported', nothing);
  expect(findings(app).map(({ rule, construct, path, got }) => [rule, construct, path, got].join(' '))).toMatchInlineSnapshot(`
[
  "input/property egress/host (ExternalHost)  nothing",
  "input/property egress/policy (ExtAuthPolicy)  nothing",
  "input/property egress/gateway (EgressGateway)  nothing",
  "input/property egress/governance (EgressGovernance)  nothing",
  "input/property egress/client (ClientNamespace)  nothing",
  "input/property egress/imported (ImportedGateway)  nothing",
]
`);
});

test('values that broke the output are reported', () => {
  const ofHosts = rows({
    'a date of YAML': { approval: grant({ until: new Date('2027-03-01') as never }) },
    'an unknown property': { retrys: 3 },
    'another unknown property': { colour: 'red' },
  });
  expect(refusals(ofHosts, ofHost)).toMatchInlineSnapshot(`
"input/approval  approval.until
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date as a string: '2027-03-01'
  - a date of YAML: got 2027-03-01T00:00:00.000Z (a Date)
input/property  retrys
  allowed: the properties gateway, host, port, callers, addresses, approval, name, objectNames, protocol, tls, requests, moreCallers, reportUntil, maxBodyBytes, destination, token, credential, dns, rateLimit, undecided, maxStreamDuration, ways, timeout, perTryTimeout, retries, retryOn, maxConcurrentRetries, waive
  fix: rename it: did you mean retries?
  - an unknown property: got 3
input/property  colour
  allowed: the properties gateway, host, port, callers, addresses, approval, name, objectNames, protocol, tls, requests, moreCallers, reportUntil, maxBodyBytes, destination, token, credential, dns, rateLimit, undecided, maxStreamDuration, ways, timeout, perTryTimeout, retries, retryOn, maxConcurrentRetries, waive
  fix: remove the property
  - another unknown property: got red"
`);
  const ofPolicies = rows({
    'a name in place of a condition': { allow: ['x-team'] },
    'an object as the message': { message: { a: 1 } },
  });
  expect(refusals(ofPolicies, ofPolicy)).toMatchInlineSnapshot(`
"input/allow  allow[0]
  allowed: RequestCondition.header(…) or RequestCondition.always()
  fix: add RequestCondition.header(…), or RequestCondition.always()
  - a name in place of a condition: got "x-team" (a string)
input/property  message
  allowed: a string
  fix: write the message as a string, or remove it for the default
  - an object as the message: got {"a":1}"
`);
  const ofApps = rows({
    'a misspelled component': { platform: { kgatway: '2.2' } },
    'a number as a version': { platform: { kgateway: 2.4 } },
  });
  expect(refusals(ofApps, ofApp)).toMatchInlineSnapshot(`
"input/property  platform.kgatway
  allowed: the properties kgateway, gatewayApi, kyvernoAuthz, kyverno, istio
  fix: rename it: did you mean kgateway?
  - a misspelled component: got 2.2
input/platform  platform.kgateway
  allowed: 2.1, 2.2, 2.3, 2.4
  fix: set the minor version of kgateway in your cluster, or remove it for 2.4
  - a number as a version: got 2.4 (a number)"
`);
});

test('messages show types and blanks, and propose a correction', () => {
  const ofHosts = rows({
    'a port from the environment': { port: '443' },
    'a host with blanks': { host: ' api.example.com ' },
    'a host with a final dot': { host: 'api.example.com.' },
    'an international host': { host: 'straße.example' },
    'a host from the environment': { host: undefined },
  });
  expect(refusals(ofHosts, ofHost)).toMatchInlineSnapshot(`
"input/port  port
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - a port from the environment: got "443" (a string)
input/host  host
  allowed: a host name in lower case, such as api.example.com, without blanks
  fix: write host: 'api.example.com'
  - a host with blanks: got " api.example.com " (with blanks)
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a dot at the end
  fix: write host: 'api.example.com'
  - a host with a final dot: got api.example.com.
input/host  host
  allowed: a host name in lower case, such as api.example.com, in its ASCII form
  fix: write host: 'xn--strae-oqa.example', the punycode form
  - an international host: got straße.example
input/host  host
  allowed: a host name in lower case, such as api.example.com: labels of a-z, 0-9 and -, each at most 63 characters, in total at most 253
  fix: correct the name; if the value is that of an environment variable, set the variable
  - a host from the environment: got nothing"
`);
  expect(refusals(rows({ 'a string of digits': { replicas: '2' } }), ofGateway)).toMatchInlineSnapshot(`
"input/replicas  replicas
  allowed: a whole number of at least 1
  fix: correct the number; to close the gateway, remove its hosts
  - a string of digits: got "2" (a string)"
`);
});

describe('with a second copy of the package', () => {
  let copy: typeof egressLibrary;
  beforeAll(() => {
    jest.isolateModules(() => {
      copy = jest.requireActual('../lib');
    });
  });

  const fields = grant().fields as egressLibrary.ApprovalGrant;

  test('its values are those of the other copy', () => {
    expect(copy.Tls.none()).not.toBeInstanceOf(Tls);
    const { app, chart } = egress();
    const through = gateway(chart);
    const server = copy.AuthorizationServer.existing({ serviceName: 'authz', labels: { app: 'authz' } });
    policy(chart, through, { allow: [copy.RequestCondition.header('x-team', 'a')], server } as never);
    const given = { approval: copy.Approval.granted(fields), tls: copy.Tls.originate({ caSecret: 'corp-ca' }) };
    host(chart, through, given as never);
    host(chart, through, { host: 'old.example.com', port: 8080, approval: grant(), tls: copy.Tls.none() } as never, 'old');
    const yaml = app.synthYaml();
    expect(yaml).toMatch(/caCertificateRefs:\n.*\n.*\n +name: corp-ca/);
    expect(
      yaml.match(/waive\.plaintext-to-public-host: "tls: Tls\.none\(\)"|waive\.plaintext-to-public-host: 'tls: Tls\.none\(\)'/g),
    ).toHaveLength(1);
  });

  test('its malformed values are reported', () => {
    const { app, chart } = egress();
    const pending = copy.Approval.pending({ owner: 'team-a' } as never);
    host(chart, exit(chart), { approval: pending, tls: copy.Tls.originate({ caSecret: 7 } as never) } as never);
    expect(() => app.synthYaml()).toThrow(EgressError);
    expect(findings(app).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['approval.ticket', 'approval.reason', 'tls.caSecret']),
    );
  });
});
