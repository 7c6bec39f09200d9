import type { GatewayParametersExtraVolume } from '../../../imports/gateway.kgateway.dev/gateway-parameters';
import { KIND } from '../../core/kinds';
import { parametersOf } from './ambient';
import type { Catalogue } from './catalogue';
import type { Gateway } from './gateways';

/** Files that every process can write. */
const ALWAYS = /^\/(dev\/(stdout|stderr|null|termination-log|fd\/\d+|shm\/[^/]+)|proc\/(self|\d+)\/fd\/\d+)$/;

/** Whether Envoy can write a file in the pods of every gateway. */
export function isWritableAnywhere(file: string): boolean {
  return ALWAYS.test(file);
}

/**
 * Whether Envoy can write a file in the pods of a gateway; `undefined` if the manifests do not show it. By default, kgateway
 * makes pods with a read-only root file system and without writable volumes.
 */
export function isWritable(file: string, gateway: Gateway, catalogue: Catalogue): boolean | undefined {
  const pod = podOf(gateway, catalogue);
  if (isWritableAnywhere(file) || !pod) return isWritableAnywhere(file) || undefined;
  const within = ({ mountPath }: Mount) => file.startsWith(`${mountPath.replace(/\/$/, '')}/`);
  const [mount] = pod.mounts.filter(within).sort((one, other) => other.mountPath.length - one.mountPath.length);
  return mount !== undefined && takesFile(file, mount, pod.volumes);
}

interface Mount {
  readonly mountPath: string;
  readonly name: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

interface Pod {
  readonly mounts: readonly Mount[];
  readonly volumes: readonly GatewayParametersExtraVolume[];
}

/** What GatewayParameters mount into the container of Envoy; `undefined` if it is unknown, or if the root can be written. */
function podOf(gateway: Gateway, catalogue: Catalogue): Pod | undefined {
  const parameters = parametersOf(gateway, catalogue);
  if (parameters === 'elsewhere' || hasOtherParameters(gateway, catalogue)) return undefined;
  if (!parameters) return { mounts: [], volumes: [] };
  const { kube } = parameters.spec;
  const { envoyContainer, podTemplate } = kube ?? {};
  const rootIsReadOnly = !kube?.omitDefaultSecurityContext && envoyContainer?.securityContext?.readOnlyRootFilesystem !== false;
  if (!kube || !rootIsReadOnly || kube.deploymentOverlay?.spec) return undefined;
  return { mounts: envoyContainer?.extraVolumeMounts ?? [], volumes: podTemplate?.extraVolumes ?? [] };
}

/** Whether its GatewayClass may add parameters. The class `kgateway` has none unless the manifests show some. */
function hasOtherParameters({ object }: Gateway, catalogue: Catalogue): boolean {
  const { gatewayClassName } = object.spec;
  const known = catalogue.ofKind(KIND.GatewayClass).find(({ metadata }) => metadata.name === gatewayClassName);
  const spec = known?.spec as { readonly parametersRef?: object } | undefined;
  return known ? spec?.parametersRef !== undefined : gatewayClassName !== 'kgateway';
}

const READ_ONLY = ['configMap', 'secret', 'downwardAPI', 'projected', 'image'] as const;

/** Envoy creates files, but no folders, and an emptyDir has none. */
function takesFile(file: string, mount: Mount, volumes: readonly GatewayParametersExtraVolume[]): boolean {
  const volume = volumes.find(({ name }) => name === mount.name);
  if (mount.readOnly || (volume && READ_ONLY.some((type) => volume[type] !== undefined))) return false;
  const inFolder = file.slice(mount.mountPath.replace(/\/$/, '').length + 1).includes('/');
  return !(volume?.emptyDir && inFolder);
}
