import { selects } from '../../core/label-selector';
import { lazy } from '../../core/memo';
import { isGoIp } from '../../core/net/ip';
import { isCount } from '../../core/numbers';
import { isObject, type JsonObject } from '../schema/node';
import { isQualifiedName, LABEL, QUALIFIED_NAME, SUBDOMAIN } from './name-syntax';
import {
  accepts,
  every,
  exactlyOne,
  isEmpty,
  isPortName,
  isPortOrName,
  labels,
  oneOf,
  PORT_OR_NAME,
  type Row,
  range,
  required,
  selector,
  toQuantity,
  unique,
  within,
} from './rows';

const QUANTITY = 'a quantity that is not negative, such as 100m, 1.5 or 64Mi';
const isQuantity = (value: unknown) => toQuantity(value) >= 0;
const isLabel = (name: unknown) => LABEL.accepts(String(name));
const isSubdomain = (name: unknown) => SUBDOMAIN.accepts(String(name));
const isRelative = (path: unknown) => !String(path).startsWith('/') && !String(path).split('/').includes('..');
const RELATIVE = 'a relative path without ..';

const probeRows = lazy(() => [
  ...required('exec.command'),
  accepts('httpGet.port', isPortOrName, PORT_OR_NAME),
  accepts('tcpSocket.port', isPortOrName, PORT_OR_NAME),
  range('grpc.port', 1, 65535),
  oneOf('httpGet.scheme', 'HTTP HTTPS'),
  ...required('httpGet.httpHeaders[].name'),
  accepts('httpGet.httpHeaders[].name', (name) => /^[-A-Za-z0-9]+$/.test(String(name)), 'A-Z, a-z, 0-9 and -'),
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'].map((field) =>
    range(field, 0),
  ),
]);

const SOURCES = 'configMapKeyRef fieldRef fileKeyRef resourceFieldRef secretKeyRef';

const variableRows = lazy(() => [
  ...required('name'),
  accepts('name', (name) => /^[\x20-\x3c\x3e-\x7e]+$/.test(String(name)), 'printable ASCII characters except ='),
  exactlyOne('valueFrom', SOURCES),
  accepts('valueFrom', (_, { value }) => isEmpty(value), 'either value or valueFrom'),
  ...required('valueFrom.configMapKeyRef.key', 'valueFrom.secretKeyRef.key'),
  ...required('valueFrom.fieldRef.fieldPath', 'valueFrom.resourceFieldRef.resource'),
  accepts(
    'valueFrom.fieldRef.fieldPath',
    (field) =>
      /^(metadata\.(name|namespace|uid)|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs))$/.test(
        String(field),
      ) || /^metadata\.(labels|annotations)\['.+'\]$/.test(String(field)),
    "metadata.name, .namespace, .uid, .labels['…'], .annotations['…'], spec.nodeName, .serviceAccountName, status.hostIP, .podIP",
  ),
]);

const referenceRows = lazy(() =>
  ['configMapRef', 'secretRef'].flatMap((ref) => [
    ...required(`${ref}.name`),
    accepts(`${ref}.name`, isSubdomain, SUBDOMAIN.allowed),
  ]),
);

const portRows = lazy(() => [
  range('containerPort', 1, 65535),
  range('hostPort', 0, 65535),
  oneOf('protocol', 'TCP UDP SCTP'),
  accepts('name', isPortName, 'a-z, 0-9 and -, with at least one letter, at most 15 characters'),
]);

function requestsFit(resources: unknown): boolean {
  const { requests, limits } = (resources ?? {}) as Readonly<Record<string, JsonObject | undefined>>;
  return Object.keys(requests ?? {}).every((name) => !(toQuantity(requests?.[name]) > toQuantity(limits?.[name])));
}

function volumesOf(object: JsonObject): readonly JsonObject[] {
  return (object as { spec?: { template?: { spec?: { volumes?: JsonObject[] } } } }).spec?.template?.spec?.volumes ?? [];
}

const mountRows = lazy(() => [
  ...required('name', 'mountPath'),
  accepts(
    'name',
    (name, _, object) => volumesOf(object).some((volume) => volume.name === name),
    'the name of a volume of the pod',
  ),
  accepts('subPath', isRelative, RELATIVE),
  accepts('subPathExpr', (_, { subPath }) => isEmpty(subPath), 'either subPath or subPathExpr'),
]);

const securityRows = lazy(() => [
  ...['runAsUser', 'runAsGroup', 'fsGroup', 'supplementalGroups[]'].map((field) => range(field, 0, 2 ** 31 - 1)),
  oneOf('seccompProfile.type', 'RuntimeDefault Localhost Unconfined'),
  every(
    'seccompProfile.localhostProfile',
    (profile, { type }) => isEmpty(profile) !== (type === 'Localhost'),
    'a profile with type Localhost, and only with this type',
  ),
  accepts(
    'allowPrivilegeEscalation',
    (allowed, { privileged, capabilities }) =>
      allowed !== false ||
      (privileged !== true &&
        !((capabilities as { add?: unknown[] } | undefined)?.add ?? []).some((one) => /SYS_ADMIN/.test(String(one)))),
    'true, or a container that is not privileged and does not add SYS_ADMIN',
  ),
]);

const containerRows = lazy(() => [
  ...required('name', 'image'),
  accepts('name', isLabel, LABEL.allowed),
  accepts('image', (image) => String(image).trim() === image, 'an image name without surrounding spaces'),
  oneOf('imagePullPolicy', 'Always IfNotPresent Never'),
  oneOf('terminationMessagePolicy', 'File FallbackToLogsOnError'),
  within('ports[]', portRows),
  unique('ports', ({ name }) => name, 'ports with different names'),
  within('env[]', variableRows),
  exactlyOne('envFrom[]', 'configMapRef secretRef'),
  within('envFrom[]', referenceRows),
  accepts('resources.requests{}', isQuantity, QUANTITY),
  accepts('resources.limits{}', isQuantity, QUANTITY),
  every('resources', requestsFit, 'requests that do not exceed the limits'),
  within('volumeMounts[]', mountRows),
  unique('volumeMounts', ({ mountPath }) => mountPath, 'mounts with different paths'),
  within('securityContext', securityRows),
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => [
    exactlyOne(probe, 'exec httpGet tcpSocket grpc'),
    within(probe, probeRows),
  ]),
  ...['livenessProbe', 'startupProbe'].map((probe) =>
    accepts(`${probe}.successThreshold`, (count) => count === 0 || count === 1, '1'),
  ),
]);

const itemRows = lazy(() => [
  ...required('items[].key', 'items[].path'),
  accepts('items[].path', isRelative, RELATIVE),
  range('items[].mode', 0, 0o777),
  range('defaultMode', 0, 0o777),
]);

const volumeSources = (volume: JsonObject) => Object.keys(volume).filter((key) => key !== 'name' && volume[key] != null);

const volumeRows = lazy(() => [
  ...required('name'),
  accepts('name', isLabel, LABEL.allowed),
  ...required('configMap.name', 'secret.secretName', 'hostPath.path', 'persistentVolumeClaim.claimName'),
  within('configMap', itemRows),
  within('secret', itemRows),
  accepts('emptyDir.sizeLimit', isQuantity, QUANTITY),
]);

const tolerationRows = lazy(() => [
  oneOf('operator', 'Exists Equal'),
  oneOf('effect', 'NoSchedule PreferNoSchedule NoExecute'),
  accepts('tolerationSeconds', (_, { effect }) => effect === 'NoExecute', 'a value only with effect NoExecute'),
  accepts('value', (_, { operator }) => operator !== 'Exists', 'no value with operator Exists'),
  accepts('key', (key) => isQualifiedName(String(key)), QUALIFIED_NAME),
]);

const spreadRows = lazy(() => [
  ...required('topologyKey', 'whenUnsatisfiable'),
  range('maxSkew', 1),
  oneOf('whenUnsatisfiable', 'DoNotSchedule ScheduleAnyway'),
  selector('labelSelector'),
]);

const podRows = lazy(() => [
  ...required('containers'),
  within('containers[]', containerRows),
  within('initContainers[]', containerRows),
  unique('volumes', ({ name }) => name, 'volumes with different names'),
  every('volumes[]', (volume) => volumeSources(volume as JsonObject).length <= 1, 'at most one source'),
  within('volumes[]', volumeRows),
  oneOf('restartPolicy', 'Always'),
  oneOf('dnsPolicy', 'ClusterFirst ClusterFirstWithHostNet Default None'),
  range('terminationGracePeriodSeconds', 0),
  accepts('serviceAccountName', isSubdomain, SUBDOMAIN.allowed),
  accepts('priorityClassName', isSubdomain, SUBDOMAIN.allowed),
  ...labels('nodeSelector'),
  within('tolerations[]', tolerationRows),
  accepts('hostAliases[].ip', (ip) => isGoIp(String(ip)), 'an IP address'),
  within('topologySpreadConstraints[]', spreadRows),
  within('securityContext', securityRows),
  accepts('resources.claims', () => false, 'no value, because claims belong to containers'),
]);

function namesDiffer(pod: unknown): boolean {
  const { containers, initContainers } = (pod ?? {}) as Readonly<Record<string, JsonObject[] | undefined>>;
  const names = [...(containers ?? []), ...(initContainers ?? [])].map(({ name }) => name);
  return new Set(names).size === names.length;
}

/** Whether a value is a number of pods, or a share of them. */
export const isShare = (value: unknown): boolean => (typeof value === 'string' ? /^\d+%$/.test(value) : isCount(value, 0));
export const SHARE = 'a whole number or a percentage, such as 25%';
const isNone = (value: unknown) => value === 0 || value === '0%';

/** `pkg/apis/apps/validation`, ValidateDeployment. */
export const deploymentRows = (): readonly Row[] => [
  ...required('spec'),
  ...['replicas', 'minReadySeconds', 'revisionHistoryLimit'].map((field) => range(`spec.${field}`, 0)),
  accepts(
    'spec.progressDeadlineSeconds',
    (seconds, { minReadySeconds }) => isCount(seconds, Number(minReadySeconds ?? 0) + 1),
    'a whole number greater than minReadySeconds',
  ),
  selector('spec.selector'),
  every(
    'spec.selector',
    (chosen) =>
      !isObject(chosen) || !isEmpty(Object.keys({ ...(chosen.matchLabels as object) })) || !isEmpty(chosen.matchExpressions),
    'at least one label',
  ),
  every(
    'spec.template.metadata.labels',
    (given, _, object) => {
      const { selector: chosen } = object.spec as JsonObject;
      return !isObject(chosen) || selects(chosen, (given ?? {}) as Readonly<Record<string, string>>);
    },
    'labels that match spec.selector',
  ),
  oneOf('spec.strategy.type', 'Recreate RollingUpdate'),
  accepts('spec.strategy.rollingUpdate', (_, { type }) => type !== 'Recreate', 'no value with type Recreate'),
  accepts('spec.strategy.rollingUpdate.maxSurge', isShare, SHARE),
  accepts('spec.strategy.rollingUpdate.maxUnavailable', isShare, SHARE),
  accepts(
    'spec.strategy.rollingUpdate',
    (update) => !isNone((update as JsonObject).maxSurge) || !isNone((update as JsonObject).maxUnavailable),
    'maxSurge or maxUnavailable greater than 0',
  ),
  ...required('spec.template.spec'),
  ...labels('spec.template.metadata.labels'),
  within('spec.template.spec', podRows),
  every('spec.template.spec', namesDiffer, 'containers with different names'),
];
