import { accepts, bounds, COMMON, KubernetesTable, labels, rejects, rejectsAt, selector } from './table';

const PROBE = { httpGet: { path: '/', port: 'http' } };
const container = {
  name: 'a',
  image: 'a:1',
  ports: [{ name: 'http', containerPort: 8080 }, { containerPort: 8081 }],
  env: [
    { name: 'A', value: '1' },
    { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  envFrom: [{ configMapRef: { name: 'a' } }, { secretRef: { name: 'a' } }],
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: 1, memory: '64Mi' } },
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
  livenessProbe: PROBE,
  readinessProbe: PROBE,
  startupProbe: PROBE,
};
const volumes = [
  { name: 'data', emptyDir: { sizeLimit: '1Gi' } },
  { name: 'settings', configMap: { name: 'a', defaultMode: 0o644, items: [{ key: 'a', path: 'b/c', mode: 0o400 }] } },
  { name: 'keys', secret: { secretName: 'a', items: [{ key: 'a', path: 'b' }] } },
  { name: 'node', hostPath: { path: '/var' } },
  { name: 'disk', persistentVolumeClaim: { claimName: 'a' } },
];
const pod = {
  containers: [container],
  initContainers: [{ name: 'first', image: 'a:1' }],
  volumes,
  tolerations: [{ key: 'example.com/a', operator: 'Equal', value: 'b', effect: 'NoExecute', tolerationSeconds: 0 }],
  topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
  hostAliases: [{ ip: '198.51.100.1', hostnames: ['a.test'] }],
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a' },
  spec: {
    replicas: 2,
    minReadySeconds: 10,
    selector: { matchLabels: { app: 'a' } },
    template: { metadata: { labels: { app: 'a' } }, spec: pod },
  },
};
const POD = 'spec.template.spec';
const AT = `${POD}.containers[0]`;
const [VARIABLE, MOUNT, READY] = [`${AT}.env[1].valueFrom`, `${AT}.volumeMounts[0]`, `${AT}.readinessProbe`];
const [SETTINGS, TOLERATION, SPREAD] = [`${POD}.volumes[1]`, `${POD}.tolerations[0]`, `${POD}.topologySpreadConstraints[0]`];
const ID = 2 ** 31 - 1;
const SUBDOMAIN = 'a'.repeat(253);

const ofDeployment = [
  COMMON,
  rejects('spec', undefined, null),
  rejects('spec.selector', undefined, null, {}, { matchLabels: {} }),
  accepts('spec.selector', { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }] }),
  rejectsAt('spec.selector.matchLabels', { app: 'b' }, 'spec.template.metadata.labels'),
  rejectsAt('spec.selector.matchExpressions', [{ key: '', operator: 'DoesNotExist' }], 'spec.selector.matchExpressions[0].key'),
  ...['replicas', 'minReadySeconds', 'revisionHistoryLimit'].map((field) => bounds(`spec.${field}`, 0)),
  rejects('spec.replicas', '3'),
  bounds('spec.progressDeadlineSeconds', 11),
  accepts(
    'spec.strategy',
    { type: 'Recreate' },
    { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
  ),
  rejects('spec.strategy.type', 'rollingUpdate'),
  rejectsAt('spec.strategy', { type: 'Recreate', rollingUpdate: {} }, 'spec.strategy.rollingUpdate'),
  rejects('spec.strategy.rollingUpdate', { maxSurge: 0, maxUnavailable: '0%' }),
  ...['maxSurge', 'maxUnavailable'].flatMap((field) => [
    accepts(`spec.strategy.rollingUpdate.${field}`, 0, 1, '0%', '100%'),
    rejects(`spec.strategy.rollingUpdate.${field}`, -1, '25', '%', '-1%'),
  ]),
  rejects('spec.template', undefined, null),
  rejects('spec.template.spec', undefined, null),
  accepts('spec.template.metadata.labels', { app: 'a', b: '' }),
  rejects('spec.template.metadata.labels', {}, { app: 'a', 'b c': '' }),
  rejectsAt('spec.template.metadata.labels.b', '-', 'spec.template.metadata.labels.b'),
];

const ofPod = [
  rejects(`${POD}.containers`, []),
  rejectsAt(`${POD}.containers`, [container, container], POD),
  rejectsAt(`${POD}.initContainers[0].name`, 'a', POD),
  rejects(`${POD}.initContainers[0].image`, ''),
  accepts(`${POD}.restartPolicy`, 'Always'),
  rejects(`${POD}.restartPolicy`, 'Never'),
  accepts(`${POD}.dnsPolicy`, 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
  rejects(`${POD}.dnsPolicy`, 'none'),
  bounds(`${POD}.terminationGracePeriodSeconds`, 0),
  ...['serviceAccountName', 'priorityClassName'].flatMap((field) => [
    accepts(`${POD}.${field}`, 'a.b-c', SUBDOMAIN),
    rejects(`${POD}.${field}`, 'A', `${SUBDOMAIN}a`),
  ]),
  labels(`${POD}.nodeSelector`),
  accepts(`${POD}.hostAliases[0].ip`, '::1'),
  rejects(`${POD}.hostAliases[0].ip`, '198.51.100.256'),
  rejects(`${POD}.resources.claims`, [{ name: 'a' }]),
  accepts(`${TOLERATION}.effect`, 'NoExecute'),
  rejectsAt(`${TOLERATION}.effect`, 'NoSchedule', `${TOLERATION}.tolerationSeconds`),
  rejects(`${POD}.tolerations[1].effect`, 'noSchedule'),
  accepts(`${POD}.tolerations[1]`, { operator: 'Exists', effect: 'NoSchedule' }, { effect: 'PreferNoSchedule' }),
  rejects(`${TOLERATION}.operator`, 'equal'),
  rejectsAt(`${TOLERATION}.operator`, 'Exists', `${TOLERATION}.value`),
  rejects(`${TOLERATION}.key`, 'a b'),
  rejects(`${SPREAD}.topologyKey`, ''),
  rejects(`${SPREAD}.whenUnsatisfiable`, '', 'doNotSchedule'),
  accepts(`${SPREAD}.whenUnsatisfiable`, 'ScheduleAnyway'),
  bounds(`${SPREAD}.maxSkew`, 1),
  selector(`${SPREAD}.labelSelector`),
  ...['runAsUser', 'runAsGroup', 'fsGroup'].map((field) => bounds(`${POD}.securityContext.${field}`, 0, ID)),
  bounds(`${POD}.securityContext.supplementalGroups[0]`, 0, ID),
];

const ofVolumes = [
  rejects(`${POD}.volumes`, [...volumes, { name: 'data', emptyDir: {} }]),
  rejects(SETTINGS, { name: 'settings', emptyDir: {}, configMap: { name: 'a' } }),
  accepts(SETTINGS, { name: 'settings' }, { name: 'a'.repeat(63), hostPath: { path: '/' } }),
  rejects(`${SETTINGS}.name`, '', 'A', 'a'.repeat(64)),
  rejects(`${SETTINGS}.configMap.name`, ''),
  rejects(`${POD}.volumes[2].secret.secretName`, ''),
  rejects(`${POD}.volumes[3].hostPath.path`, ''),
  rejects(`${POD}.volumes[4].persistentVolumeClaim.claimName`, ''),
  rejects(`${SETTINGS}.configMap.items[0].key`, ''),
  accepts(`${SETTINGS}.configMap.items[0].path`, '..a', 'a..b'),
  rejects(`${SETTINGS}.configMap.items[0].path`, '', '/a', '..', 'a/../b'),
  bounds(`${SETTINGS}.configMap.items[0].mode`, 0, 0o777),
  bounds(`${SETTINGS}.configMap.defaultMode`, 0, 0o777),
  bounds(`${POD}.volumes[2].secret.defaultMode`, 0, 0o777),
  accepts(`${POD}.volumes[0].emptyDir.sizeLimit`, 0, '1.5Gi', '1e3'),
  rejects(`${POD}.volumes[0].emptyDir.sizeLimit`, '1GB', '-1'),
];

const ofContainer = [
  rejects(`${AT}.name`, '', 'A', 'a'.repeat(64)),
  accepts(`${AT}.name`, 'a'.repeat(63)),
  rejects(`${AT}.image`, undefined, '', ' a:1', 'a:1 '),
  accepts(`${AT}.imagePullPolicy`, 'Always', 'IfNotPresent', 'Never'),
  rejects(`${AT}.imagePullPolicy`, 'always'),
  accepts(`${AT}.terminationMessagePolicy`, 'File', 'FallbackToLogsOnError'),
  rejects(`${AT}.terminationMessagePolicy`, 'file'),
  bounds(`${AT}.ports[0].containerPort`, 1, 65535),
  bounds(`${AT}.ports[0].hostPort`, 0, 65535),
  accepts(`${AT}.ports[0].protocol`, 'TCP', 'UDP', 'SCTP'),
  rejects(`${AT}.ports[0].protocol`, 'tcp'),
  accepts(`${AT}.ports[0].name`, 'a', '8a', 'a'.repeat(15)),
  rejects(`${AT}.ports[0].name`, '80', 'a-', 'a'.repeat(16)),
  rejectsAt(`${AT}.ports[1].name`, 'http', `${AT}.ports`),
  accepts(`${AT}.resources.limits.cpu`, '100m', '.1', '1e0'),
  rejects(`${AT}.resources.limits.memory`, '64MB', '64 Mi'),
  rejectsAt(`${AT}.resources.limits.cpu`, '99m', `${AT}.resources`),
  rejects(`${AT}.resources.requests.cpu`, '-1m', '1mm'),
  accepts(`${AT}.resources.requests.other`, '5'),
  rejects(`${MOUNT}.name`, '', 'other'),
  rejects(`${MOUNT}.mountPath`, ''),
  accepts(`${MOUNT}.subPath`, 'a/b', '..a'),
  rejects(`${MOUNT}.subPath`, '/a', 'a/..'),
  accepts(`${MOUNT}.subPathExpr`, '$(A)'),
  rejectsAt(MOUNT, { name: 'data', mountPath: '/a', subPath: 'a', subPathExpr: 'b' }, `${MOUNT}.subPathExpr`),
  accepts(`${AT}.volumeMounts[1]`, { name: 'data', mountPath: '/other' }),
  rejectsAt(`${AT}.volumeMounts[1]`, { name: 'data', mountPath: '/data' }, `${AT}.volumeMounts`),
];

const CONTEXT = `${AT}.securityContext`;
const ofContext = [
  ...['runAsUser', 'runAsGroup'].map((field) => bounds(`${CONTEXT}.${field}`, 0, ID)),
  accepts(`${CONTEXT}.seccompProfile`, { type: 'RuntimeDefault' }, { type: 'Unconfined' }),
  accepts(`${CONTEXT}.seccompProfile`, { type: 'Localhost', localhostProfile: 'a.json' }),
  rejects(`${CONTEXT}.seccompProfile.type`, 'runtimeDefault'),
  rejectsAt(`${CONTEXT}.seccompProfile`, { type: 'Localhost' }, `${CONTEXT}.seccompProfile.localhostProfile`),
  rejectsAt(
    `${CONTEXT}.seccompProfile`,
    { type: 'Unconfined', localhostProfile: 'a.json' },
    `${CONTEXT}.seccompProfile.localhostProfile`,
  ),
  accepts(CONTEXT, { allowPrivilegeEscalation: true, privileged: true }),
  accepts(CONTEXT, { allowPrivilegeEscalation: false, capabilities: { add: ['NET_ADMIN'] } }),
  rejectsAt(CONTEXT, { allowPrivilegeEscalation: false, privileged: true }, `${CONTEXT}.allowPrivilegeEscalation`),
  rejectsAt(
    CONTEXT,
    { allowPrivilegeEscalation: false, capabilities: { add: ['CAP_SYS_ADMIN'] } },
    `${CONTEXT}.allowPrivilegeEscalation`,
  ),
];

const ofVariables = [
  rejects(`${AT}.env[0].name`, '', 'A=B', 'é', 'a\t'),
  accepts(`${AT}.env[0].name`, ' ~!<>'),
  rejects(`${AT}.env[0].value`, 1),
  rejects(VARIABLE, {}, { fieldRef: { fieldPath: 'metadata.name' }, secretKeyRef: { name: 'a', key: 'b' } }),
  rejectsAt(`${AT}.env[1].value`, '1', VARIABLE),
  ...['configMapKeyRef', 'secretKeyRef'].flatMap((source) => [
    accepts(VARIABLE, { [source]: { name: 'a', key: 'b' } }),
    rejectsAt(VARIABLE, { [source]: { name: 'a', key: '' } }, `${VARIABLE}.${source}.key`),
  ]),
  rejectsAt(VARIABLE, { resourceFieldRef: { resource: '' } }, `${VARIABLE}.resourceFieldRef.resource`),
  accepts(`${VARIABLE}.fieldRef.fieldPath`, 'metadata.uid', "metadata.labels['a']", 'spec.nodeName', 'status.podIPs'),
  rejects(`${VARIABLE}.fieldRef.fieldPath`, '', 'metadata.labels', "metadata.labels['']", 'spec.replicas', 'status.phase'),
  rejects(`${AT}.envFrom[0]`, {}, { configMapRef: { name: 'a' }, secretRef: { name: 'a' } }),
  ...['envFrom[0].configMapRef', 'envFrom[1].secretRef'].flatMap((ref) => [
    accepts(`${AT}.${ref}.name`, SUBDOMAIN),
    rejects(`${AT}.${ref}.name`, '', 'A', `${SUBDOMAIN}a`),
  ]),
];

const ofProbes = [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => [
    rejects(`${AT}.${probe}`, {}, { ...PROBE, tcpSocket: { port: 1 } }),
    rejects(`${AT}.${probe}.httpGet.port`, 'Http'),
  ]),
  ...['livenessProbe', 'startupProbe'].flatMap((probe) => [
    accepts(`${AT}.${probe}.successThreshold`, 0, 1),
    rejects(`${AT}.${probe}.successThreshold`, 2),
  ]),
  bounds(`${READY}.httpGet.port`, 1, 65535),
  accepts(`${READY}.httpGet.scheme`, 'HTTP', 'HTTPS'),
  rejects(`${READY}.httpGet.scheme`, 'https'),
  accepts(`${READY}.httpGet.httpHeaders[0]`, { name: 'X-1a', value: '' }),
  ...['', 'X_1', 'a b'].flatMap((name) =>
    rejectsAt(`${READY}.httpGet.httpHeaders[0]`, { name, value: '' }, `${READY}.httpGet.httpHeaders[0].name`),
  ),
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'].map((field) =>
    bounds(`${READY}.${field}`, 0),
  ),
  accepts(READY, ...[1, 65535, 'http'].map((port) => ({ tcpSocket: { port } }))),
  ...[0, 65536].flatMap((port) => rejectsAt(READY, { tcpSocket: { port } }, `${READY}.tcpSocket.port`)),
  accepts(READY, ...[1, 65535].map((port) => ({ grpc: { port } }))),
  ...[0, 65536].flatMap((port) => rejectsAt(READY, { grpc: { port } }, `${READY}.grpc.port`)),
  accepts(READY, { exec: { command: ['true'] } }),
  ...[{}, { command: [] }].flatMap((exec) => rejectsAt(READY, { exec }, `${READY}.exec.command`)),
];

new KubernetesTable('apps/deployment')
  .given('the Deployment', deployment, ...ofDeployment)
  .given('its pods', deployment, ...ofPod)
  .given('their volumes', deployment, ...ofVolumes)
  .given('their containers', deployment, ...ofContainer)
  .given('their security', deployment, ...ofContext)
  .given('their variables', deployment, ...ofVariables)
  .given('their probes', deployment, ...ofProbes)
  .guardsEveryRow();
