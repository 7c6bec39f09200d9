import * as library from '../lib';

test('the package exports its public API and nothing else', () => {
  expect(Object.keys(library).sort()).toEqual([
    ...['ACCESS_LOG_FIELDS', 'ACCESS_LOG_OPERATORS', 'APPROVAL_ANNOTATIONS', 'APPROVED_LABEL', 'Approval', 'AuthorizationServer'],
    ...['Caller', 'CallerSet', 'ClientNamespace', 'ClusterDefaultDeny', 'ClusterPeer', 'Credential'],
    ...[
      'Decision',
      'EgressApp',
      'EgressError',
      'EgressGateway',
      'EgressGovernance',
      'ExtAuthPolicy',
      'ExternalHost',
      'ExternalHosts',
    ],
    ...[
      'MetricsAccess',
      'OutputError',
      'PassthroughHost',
      'Platform',
      'RESERVED_PORTS',
      'RequestCondition',
      'RequestRule',
      'Tls',
      'Token',
      'TokenIssuer',
      'Way',
      'checkManifests',
      'formatFinding',
      'objectName',
      'showPath',
    ],
  ]);
});
