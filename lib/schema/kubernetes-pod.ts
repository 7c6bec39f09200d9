import { selects } from '../label-selector';
import { isCount } from '../numbers';
import { isAddress } from './formats';
import {
  every,
  exactlyOne,
  fits,
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
} from './kubernetes-rows';
import { isQualifiedName, LABEL, QUALIFIED_NAME, SUBDOMAIN } from './names';
import { isObject, type JsonObject } from './node';

const QUANTITY = 'a quantity that is not negative, such as 100m, 1.5 or 64Mi';
const isQuantity = (value: unknown) => toQuantity(value) >= 0;
const isLabel = (name: unknown) => LABEL.fits(String(name));
const isSubdomain = (name: unknown) => SUBDOMAIN.fits(String(name));
const isRelative = (path: unknown) => !String(path).startsWith('/') && !String(path).split('/').includes('..');
const RELATIVE = 'a relative path without ..';

const probeRows = (path: string): readonly Row[] => [
  exactlyOne(path, 'exec httpGet tcpSocket grpc'),
  ...required(`${path}.exec.command`),
  fits(`${path}.httpGet.port`, isPortOrName, PORT_OR_NAME),
  fits(`${path}.tcpSocket.port`, isPortOrName, PORT_OR_NAME),
  range(`${path}.grpc.port`, 1, 65535),
  oneOf(`${path}.httpGet.scheme`, 'HTTP HTTPS'),
  ...required(`${path}.httpGet.httpHeaders[].name`),
  fits(`${path}.httpGet.httpHeaders[].name`, (name) => /^[-A-Za-z0-9]+$/.test(String(name)), 'A-Z, a-z, 0-9 and -'),
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'].map((field) =>
    range(`${path}.${field}`, 0),
  ),
];

const SOURCES = 'configMapKeyRef fieldRef fileKeyRef resourceFieldRef secretKeyRef';

const environmentRows = (path: string): readonly Row[] => [
  ...required(`${path}.env[].name`),
  fits(`${path}.env[].name`, (name) => /^[\x20-\x3c\x3e-\x7e]+$/.test(String(name)), 'printable ASCII without ='),
  exactlyOne(`${path}.env[].valueFrom`, SOURCES),
  fits(`${path}.env[].valueFrom`, (_, { value }) => isEmpty(value), 'nothing beside value'),
  ...required(`${path}.env[].valueFrom.configMapKeyRef.key`, `${path}.env[].valueFrom.secretKeyRef.key`),
  ...required(`${path}.env[].valueFrom.fieldRef.fieldPath`, `${path}.env[].valueFrom.resourceFieldRef.resource`),
  fits(
    `${path}.env[].valueFrom.fieldRef.fieldPath`,
    (field) =>
      /^(metadata\.(name|namespace|uid)|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs))$/.test(
        String(field),
      ) || /^metadata\.(labels|annotations)\['.+'\]$/.test(String(field)),
    "metadata.name, .namespace, .uid, .labels['…'], .annotations['…'], spec.nodeName, .serviceAccountName, status.hostIP, .podIP",
  ),
  exactlyOne(`${path}.envFrom[]`, 'configMapRef secretRef'),
  ...['configMapRef', 'secretRef'].flatMap((ref) => [
    ...required(`${path}.envFrom[].${ref}.name`),
    fits(`${path}.envFrom[].${ref}.name`, isSubdomain, SUBDOMAIN.allowed),
  ]),
];

const portRows = (path: string): readonly Row[] => [
  range(`${path}.ports[].containerPort`, 1, 65535),
  range(`${path}.ports[].hostPort`, 0, 65535),
  oneOf(`${path}.ports[].protocol`, 'TCP UDP SCTP'),
  fits(`${path}.ports[].name`, isPortName, 'a-z, 0-9 and -, a letter among them, at most 15 characters'),
  unique(`${path}.ports`, ({ name }) => name, 'ports whose names differ'),
];

const resourceRows = (path: string): readonly Row[] => [
  fits(`${path}.resources.requests{}`, isQuantity, QUANTITY),
  fits(`${path}.resources.limits{}`, isQuantity, QUANTITY),
  every(
    `${path}.resources`,
    (resources) => {
      const { requests, limits } = (resources ?? {}) as Readonly<Record<string, JsonObject | undefined>>;
      return Object.keys(requests ?? {}).every((name) => !(toQuantity(requests?.[name]) > toQuantity(limits?.[name])));
    },
    'requests that are no more than the limits',
  ),
];

function volumesOf(object: JsonObject): readonly JsonObject[] {
  return (object as { spec?: { template?: { spec?: { volumes?: JsonObject[] } } } }).spec?.template?.spec?.volumes ?? [];
}

const mountRows = (path: string): readonly Row[] => [
  ...required(`${path}.volumeMounts[].name`, `${path}.volumeMounts[].mountPath`),
  fits(
    `${path}.volumeMounts[].name`,
    (name, _, object) => volumesOf(object).some((volume) => volume.name === name),
    'the name of a volume of the pod',
  ),
  unique(`${path}.volumeMounts`, ({ mountPath }) => mountPath, 'mounts whose paths differ'),
  fits(`${path}.volumeMounts[].subPath`, isRelative, RELATIVE),
  fits(`${path}.volumeMounts[].subPathExpr`, (_, { subPath }) => isEmpty(subPath), 'nothing beside subPath'),
];

const securityRows = (path: string): readonly Row[] => [
  ...['runAsUser', 'runAsGroup', 'fsGroup', 'supplementalGroups[]'].map((field) => range(`${path}.${field}`, 0, 2 ** 31 - 1)),
  oneOf(`${path}.seccompProfile.type`, 'RuntimeDefault Localhost Unconfined'),
  every(
    `${path}.seccompProfile.localhostProfile`,
    (profile, { type }) => isEmpty(profile) !== (type === 'Localhost'),
    'a profile with type Localhost, and only then',
  ),
  fits(
    `${path}.allowPrivilegeEscalation`,
    (allowed, { privileged, capabilities }) =>
      allowed !== false ||
      (privileged !== true &&
        !((capabilities as { add?: unknown[] } | undefined)?.add ?? []).some((one) => /SYS_ADMIN/.test(String(one)))),
    'true, or neither privileged nor SYS_ADMIN',
  ),
];

const containerRows = (path: string): readonly Row[] => [
  ...required(`${path}.name`, `${path}.image`),
  fits(`${path}.name`, isLabel, LABEL.allowed),
  fits(`${path}.image`, (image) => String(image).trim() === image, 'an image without space around it'),
  oneOf(`${path}.imagePullPolicy`, 'Always IfNotPresent Never'),
  oneOf(`${path}.terminationMessagePolicy`, 'File FallbackToLogsOnError'),
  ...portRows(path),
  ...environmentRows(path),
  ...resourceRows(path),
  ...mountRows(path),
  ...securityRows(`${path}.securityContext`),
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => probeRows(`${path}.${probe}`)),
  ...['livenessProbe', 'startupProbe'].map((probe) =>
    fits(`${path}.${probe}.successThreshold`, (count) => count === 0 || count === 1, '1'),
  ),
];

const itemRows = (path: string): readonly Row[] => [
  ...required(`${path}.items[].key`, `${path}.items[].path`),
  fits(`${path}.items[].path`, isRelative, RELATIVE),
  range(`${path}.items[].mode`, 0, 0o777),
  range(`${path}.defaultMode`, 0, 0o777),
];

const VOLUME = 'spec.template.spec.volumes[]';
const volumeSources = (volume: JsonObject) => Object.keys(volume).filter((key) => key !== 'name' && volume[key] != null);

const volumeRows = (): readonly Row[] => [
  ...required(`${VOLUME}.name`),
  fits(`${VOLUME}.name`, isLabel, LABEL.allowed),
  unique('spec.template.spec.volumes', ({ name }) => name, 'volumes whose names differ'),
  every(VOLUME, (volume) => volumeSources(volume as JsonObject).length <= 1, 'one source'),
  ...required(`${VOLUME}.configMap.name`, `${VOLUME}.secret.secretName`, `${VOLUME}.hostPath.path`),
  ...required(`${VOLUME}.persistentVolumeClaim.claimName`),
  ...itemRows(`${VOLUME}.configMap`),
  ...itemRows(`${VOLUME}.secret`),
  fits(`${VOLUME}.emptyDir.sizeLimit`, isQuantity, QUANTITY),
];

const POD = 'spec.template.spec';

const podRows = (): readonly Row[] => [
  ...required('spec.template', POD, `${POD}.containers`),
  ...labels('spec.template.metadata.labels'),
  ...['containers', 'initContainers'].flatMap((list) => containerRows(`${POD}.${list}[]`)),
  every(
    POD,
    (pod) => {
      const { containers, initContainers } = (pod ?? {}) as Readonly<Record<string, JsonObject[] | undefined>>;
      const names = [...(containers ?? []), ...(initContainers ?? [])].map(({ name }) => name);
      return new Set(names).size === names.length;
    },
    'containers whose names differ',
  ),
  ...volumeRows(),
  oneOf(`${POD}.restartPolicy`, 'Always'),
  oneOf(`${POD}.dnsPolicy`, 'ClusterFirst ClusterFirstWithHostNet Default None'),
  range(`${POD}.terminationGracePeriodSeconds`, 0),
  fits(`${POD}.serviceAccountName`, isSubdomain, SUBDOMAIN.allowed),
  fits(`${POD}.priorityClassName`, isSubdomain, SUBDOMAIN.allowed),
  ...labels(`${POD}.nodeSelector`),
  oneOf(`${POD}.tolerations[].operator`, 'Exists Equal'),
  oneOf(`${POD}.tolerations[].effect`, 'NoSchedule PreferNoSchedule NoExecute'),
  fits(`${POD}.tolerations[].tolerationSeconds`, (_, { effect }) => effect === 'NoExecute', 'nothing but with effect NoExecute'),
  fits(`${POD}.tolerations[].value`, (_, { operator }) => operator !== 'Exists', 'nothing with operator Exists'),
  fits(`${POD}.hostAliases[].ip`, (ip) => isAddress(String(ip)), 'an IP address'),
  fits(`${POD}.tolerations[].key`, (key) => isQualifiedName(String(key)), QUALIFIED_NAME),
  ...required(`${POD}.topologySpreadConstraints[].topologyKey`, `${POD}.topologySpreadConstraints[].whenUnsatisfiable`),
  range(`${POD}.topologySpreadConstraints[].maxSkew`, 1),
  oneOf(`${POD}.topologySpreadConstraints[].whenUnsatisfiable`, 'DoNotSchedule ScheduleAnyway'),
  ...selector(`${POD}.topologySpreadConstraints[].labelSelector`),
  ...securityRows(`${POD}.securityContext`),
  fits(`${POD}.resources.claims`, () => false, 'nothing: claims belong to containers'),
];

const isShare = (value: unknown) => (typeof value === 'string' ? /^\d+%$/.test(value) : isCount(value, 0));
const SHARE = 'a whole number or a percentage, such as 25%';
const isNone = (value: unknown) => value === 0 || value === '0%';

/** `pkg/apis/apps/validation`, ValidateDeployment. */
export const deploymentRows = (): readonly Row[] => [
  ...required('spec', 'spec.selector'),
  ...['replicas', 'minReadySeconds', 'revisionHistoryLimit'].map((field) => range(`spec.${field}`, 0)),
  fits(
    'spec.progressDeadlineSeconds',
    (seconds, { minReadySeconds }) => isCount(seconds, Number(minReadySeconds ?? 0) + 1),
    'a whole number above minReadySeconds',
  ),
  ...selector('spec.selector'),
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
    'the labels that spec.selector asks for',
  ),
  oneOf('spec.strategy.type', 'Recreate RollingUpdate'),
  fits('spec.strategy.rollingUpdate', (_, { type }) => type !== 'Recreate', 'nothing with type Recreate'),
  fits('spec.strategy.rollingUpdate.maxSurge', isShare, SHARE),
  fits('spec.strategy.rollingUpdate.maxUnavailable', isShare, SHARE),
  fits(
    'spec.strategy.rollingUpdate',
    (update) => !isNone((update as JsonObject).maxSurge) || !isNone((update as JsonObject).maxUnavailable),
    'maxSurge or maxUnavailable above 0',
  ),
  ...podRows(),
];
