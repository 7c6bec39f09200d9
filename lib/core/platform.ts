import type { Construct } from 'constructs';
import type { Finding } from './finding';
import type { Path } from './path';
import { hasFindings, registerFindings } from './registered-findings';
import { isObject, objectOf, oneOf, optional, Reading } from './shapes';

/** The versions of the cluster's components. The default is the newest tested version of each. */
export interface PlatformVersions {
  /** The minor version of kgateway: `2.1` to `2.4`. @default '2.4' */
  readonly kgateway?: KgatewayVersion;
  /**
   * The minor version of Gateway API, whose CRDs are installed separately: `1.2` to `1.6`.
   *
   * @default - the newest version that the selected kgateway supports: `1.6` for 2.4, `1.5` for 2.3, `1.4` for 2.1 and 2.2
   */
  readonly gatewayApi?: GatewayApiVersion;
  /**
   * The minor version of the Kyverno authorization server: `0.1` to `0.3` are kyverno-envoy-plugin, `0.4` is kyverno-authz
   * 0.4 and later.
   *
   * @default '0.4'
   */
  readonly kyvernoAuthz?: KyvernoAuthzVersion;
  /** The minor version of Kyverno, the admission controller: `1.17` to `1.19`. @default '1.19' */
  readonly kyverno?: KyvernoVersion;
  /** The minor version of Istio in ambient mode: `1.26` to `1.32`. @default '1.30' */
  readonly istio?: IstioVersion;
}

/** A minor version of kgateway. @see https://github.com/kgateway-dev/kgateway/releases */
export type KgatewayVersion = '2.1' | '2.2' | '2.3' | '2.4';
/** A minor version of Gateway API, standard channel. @see https://github.com/kubernetes-sigs/gateway-api/releases */
export type GatewayApiVersion = '1.2' | '1.3' | '1.4' | '1.5' | '1.6';
/**
 * A minor version of the Kyverno authorization server: up to `0.3` it is kyverno-envoy-plugin, from `0.4` on kyverno-authz.
 *
 * @see https://github.com/kyverno/kyverno-authz/releases
 */
export type KyvernoAuthzVersion = '0.1' | '0.2' | '0.3' | '0.4';
/** A minor version of Kyverno. @see https://github.com/kyverno/kyverno/releases */
export type KyvernoVersion = '1.17' | '1.18' | '1.19';
/** A minor version of Istio. @see https://istio.io/latest/docs/releases/supported-releases/ */
export type IstioVersion = '1.26' | '1.27' | '1.28' | '1.29' | '1.30' | '1.31' | '1.32';

/** A component whose version can be selected. */
export type PlatformComponent = keyof PlatformVersions;

const COMPONENT_NAMES: Readonly<Record<PlatformComponent, string>> = {
  kgateway: 'kgateway',
  gatewayApi: 'Gateway API',
  kyvernoAuthz: 'the Kyverno authorization server',
  kyverno: 'Kyverno',
  istio: 'Istio',
};

/** The name of a component in messages. */
export function componentName(component: PlatformComponent): string {
  return COMPONENT_NAMES[component];
}

/** The form in which a version of the authorization server reads its policy. */
export type PolicyForm =
  /** `envoy.kyverno.io/v1alpha1 AuthorizationPolicy` in the cluster, `spec.authorizations` (0.1). */
  | 'authorizations'
  /** The same kind, `spec.deny` and `spec.allow` (0.2). */
  | 'deny-allow'
  /** A `ValidatingPolicy` with `evaluation.mode: Envoy`, read from a mounted file (0.3 and later). */
  | 'file';

/** How to run a version of the authorization server. */
export interface ServerRelease {
  /** The container image, with its tag. `Deployment.spec.template.spec.containers[].image`. */
  readonly image: string;
  /** Its command line before the flags. `Deployment.spec.template.spec.containers[].args`. */
  readonly command: readonly string[];
  /** Whether it needs the API server, even if it reads its policies from a file. */
  readonly needsApiServer: boolean;
  /** Whether it is the newest known version. Later ones are taken to behave like it. */
  readonly isNewest: boolean;
}

/** The capabilities of the selected versions. Constructs use them instead of comparing versions. */
export interface Capabilities {
  /** The kind of the policy that configures the access log and removes headers. */
  readonly listenerPolicyKind: 'ListenerPolicy' | 'HTTPListenerPolicy';
  /** The gateway can remove a header before authorization, so that clients cannot send the decision header. */
  readonly earlyHeaderStrip: boolean;
  /** A GatewayExtension can limit the headers that the authorization server sees. */
  readonly headersToForward: boolean;
  /** A ListenerPolicy can remove the port from the Host header. */
  readonly stripHostPort: boolean;
  /** A ListenerPolicy can change the status, headers and body of what a gateway answers itself. */
  readonly localReplies: boolean;
  /** An access log can have the operator `CEL`. */
  readonly logsCel: boolean;
  /** GatewayExtension and Backend require `spec.type`. */
  readonly discriminator: boolean;
  /** BackendConfigPolicy has `circuitBreakers`. Without it, at most 3 retries per host run at the same time. */
  readonly circuitBreakers: boolean;
  /** Hosts can ask for tokens: verified ones, whose refusals the access log names. */
  readonly tokens: boolean;
  /** A TrafficPolicy can set headers to values of Secrets. */
  readonly headerSecrets: boolean;
  /** BackendConfigPolicy can attach to ServiceEntries, by `kind: Hostname`. */
  readonly backendConfigOfServiceEntry: boolean;
  /** Several BackendConfigPolicies for one target are merged by field. Without it, only the oldest policy has an effect. */
  readonly backendConfigByField: boolean;
  /** Gateways can have listeners in ListenerSets. */
  readonly listenerSets: boolean;
  /** The gateway has TLSRoutes, `gateway.networking.k8s.io/v1`. */
  readonly tlsRoutes: boolean;
  /** The gateway has TCPRoutes, `gateway.networking.k8s.io/v1`. */
  readonly tcpRoutes: boolean;
  /** The form in which the authorization server reads its policy. */
  readonly policyForm: PolicyForm;
  /** How to run the authorization server; `undefined` for versions without policy files, which the user must deploy. */
  readonly server: ServerRelease | undefined;
  /** AuthorizationPolicy supports trust domains, in sources and conditions. */
  readonly trustDomains: boolean;
  /** ServiceEntries with `resolution: DYNAMIC_DNS` can be `MESH_INTERNAL`. */
  readonly dynamicDnsInMesh: boolean;
  /** Ports of ServiceEntries with `resolution: DYNAMIC_DNS` can be GRPC and HTTP2, besides HTTP and TLS. */
  readonly dynamicDnsHttp2: boolean;
}

/** The capabilities that depend on the version of Istio. */
export type IstioCapabilities = Pick<Capabilities, 'trustDomains' | 'dynamicDnsInMesh' | 'dynamicDnsHttp2'>;

type Table<V extends string, C> = Readonly<Record<V, C>>;
type OfGatewayApi = Pick<Capabilities, 'tlsRoutes' | 'tcpRoutes'>;
type OfAuthz = Pick<Capabilities, 'policyForm' | 'server'>;

/** The capabilities since 2.3. */
const KGATEWAY_2_3 = {
  listenerPolicyKind: 'ListenerPolicy',
  earlyHeaderStrip: true,
  headersToForward: true,
  stripHostPort: true,
  localReplies: false,
  logsCel: false,
  headerSecrets: true,
  tokens: false,
  discriminator: false,
  circuitBreakers: true,
  backendConfigOfServiceEntry: true,
  backendConfigByField: false,
  listenerSets: true,
} as const;
const KGATEWAY_2_2 = {
  ...KGATEWAY_2_3,
  discriminator: true,
  stripHostPort: false,
  headerSecrets: false,
  backendConfigOfServiceEntry: false,
  listenerSets: false,
} as const;

const KGATEWAY: Table<KgatewayVersion, Omit<Capabilities, keyof (OfAuthz & OfGatewayApi & IstioCapabilities)>> = {
  '2.1': {
    ...KGATEWAY_2_2,
    listenerPolicyKind: 'HTTPListenerPolicy',
    earlyHeaderStrip: false,
    headersToForward: false,
    circuitBreakers: false,
  },
  '2.2': KGATEWAY_2_2,
  '2.3': KGATEWAY_2_3,
  '2.4': { ...KGATEWAY_2_3, backendConfigByField: true, localReplies: true, logsCel: true, tokens: true },
};

const PLUGIN_0_3 = {
  image: 'ghcr.io/kyverno/kyverno-envoy-plugin:v0.3.0',
  command: ['serve', 'authz-server'],
  needsApiServer: true,
  isNewest: false,
};
const SERVER_0_4 = {
  image: 'ghcr.io/kyverno/kyverno-authz:v0.4.0',
  command: ['serve', 'envoy', 'authz-server'],
  needsApiServer: false,
  isNewest: true,
};

const KYVERNO_AUTHZ: Table<KyvernoAuthzVersion, OfAuthz> = {
  '0.1': { policyForm: 'authorizations', server: undefined },
  '0.2': { policyForm: 'deny-allow', server: undefined },
  '0.3': { policyForm: 'file', server: PLUGIN_0_3 },
  '0.4': { policyForm: 'file', server: SERVER_0_4 },
};

const GATEWAY_API_1_2 = { tlsRoutes: false, tcpRoutes: false };

/** The supported versions. The CRDs of each differ as `imports/` says. */
const GATEWAY_API: Table<GatewayApiVersion, OfGatewayApi> = {
  '1.2': GATEWAY_API_1_2,
  '1.3': GATEWAY_API_1_2,
  '1.4': GATEWAY_API_1_2,
  '1.5': { tlsRoutes: true, tcpRoutes: false },
  '1.6': { tlsRoutes: true, tcpRoutes: true },
};

/** From the oldest on. */
const GATEWAY_API_VERSIONS = Object.keys(GATEWAY_API) as GatewayApiVersion[];

/** The newest version of Gateway API that each kgateway is tested with. */
const GATEWAY_API_OF: Table<KgatewayVersion, GatewayApiVersion> = { '2.1': '1.4', '2.2': '1.4', '2.3': '1.5', '2.4': '1.6' };

/** The supported versions. They do not differ for the manifests of this library. */
const KYVERNO: Table<KyvernoVersion, object> = { '1.17': {}, '1.18': {}, '1.19': {} };

const ISTIO_1_26 = { trustDomains: false, dynamicDnsInMesh: false, dynamicDnsHttp2: false };
const ISTIO_1_30 = { trustDomains: true, dynamicDnsInMesh: true, dynamicDnsHttp2: true };

const ISTIO: Table<IstioVersion, IstioCapabilities> = {
  '1.26': ISTIO_1_26,
  '1.27': ISTIO_1_26,
  '1.28': ISTIO_1_26,
  '1.29': ISTIO_1_26,
  '1.30': ISTIO_1_30,
  '1.31': ISTIO_1_30,
  '1.32': ISTIO_1_30,
};

const TABLES = {
  kgateway: KGATEWAY,
  gatewayApi: GATEWAY_API,
  kyvernoAuthz: KYVERNO_AUTHZ,
  kyverno: KYVERNO,
  istio: ISTIO,
} as const;
const NEWEST_TESTED: Required<PlatformVersions> = {
  kgateway: '2.4',
  gatewayApi: '1.6',
  kyvernoAuthz: '0.4',
  kyverno: '1.19',
  istio: '1.30',
};
const CONTEXT = 'cdk8s-egress/platform';
const NEWEST: PlatformVersions = {};

/** A cache, because every construct needs the platform of its app. */
const platforms = new WeakMap<PlatformVersions, Platform>();

/** The selected versions and their capabilities. An app has one platform. */
export class Platform {
  /** The platform of `scope`, as set by the app or `Platform.select`; else the newest tested versions. */
  public static of(scope: Construct): Platform {
    const versions: unknown = scope.node.tryGetContext(CONTEXT);
    return Platform.for((versions ?? NEWEST) as PlatformVersions);
  }

  /** The platform of these versions, without an app. An unknown version is replaced with the newest tested one. */
  public static for(versions: PlatformVersions): Platform {
    const key = isObject(versions) ? versions : NEWEST;
    const known = platforms.get(key);
    if (known) return known;
    const made = new Platform(key);
    platforms.set(key, made);
    return made;
  }

  /** The findings for versions that are not supported. */
  public static problems(versions: PlatformVersions): readonly Finding[] {
    return problemsOf(versions, 'app', []);
  }

  /**
   * Selects the versions for everything below `scope`, in a plain cdk8s `App`. For an `EgressApp`, use its property `platform`.
   * Call it before you create the first child of `scope`.
   *
   * @throws Error if `scope` already has a platform
   */
  public static select(scope: Construct, versions: PlatformVersions): void {
    selectPlatform(scope, versions, []);
  }

  /** The selected version of each component, with defaults. */
  public readonly versions: Required<PlatformVersions>;
  /** The capabilities of these versions. */
  public readonly capabilities: Capabilities;

  private constructor(versions: PlatformVersions) {
    const selected = Object.entries(versions).filter(([, version]) => typeof version === 'string');
    const kgateway: unknown = versions.kgateway;
    const implied = isKgateway(kgateway) ? { gatewayApi: GATEWAY_API_OF[kgateway] } : {};
    this.versions = { ...NEWEST_TESTED, ...implied, ...Object.fromEntries(selected) };
    this.capabilities = {
      ...KGATEWAY[this.known('kgateway')],
      ...GATEWAY_API[this.gatewayApi],
      ...KYVERNO_AUTHZ[this.known('kyvernoAuthz')],
      ...ISTIO[this.known('istio')],
    };
  }

  /** The selected version of a component, or the newest tested one for an unknown version. */
  public version(component: PlatformComponent): string {
    return this.known(component);
  }

  /** The version whose kinds kgateway reads: it knows none that are newer than itself. */
  private get gatewayApi(): GatewayApiVersion {
    const [known, installed] = [GATEWAY_API_OF[this.known('kgateway')], this.known('gatewayApi')];
    return GATEWAY_API_VERSIONS.find((version) => version === known || version === installed) ?? known;
  }

  /** Replaces an unknown version, which is reported, with the newest tested one, so that all other findings are reported too. */
  private known<C extends keyof PlatformVersions>(component: C): Required<PlatformVersions>[C] {
    return Object.hasOwn(TABLES[component], this.versions[component]) ? this.versions[component] : NEWEST_TESTED[component];
  }
}

/** Selects the platform of `scope`. @param path - the property with the versions */
export function selectPlatform(scope: Construct, versions: PlatformVersions, path: Path): void {
  if (hasFindings(scope)) {
    throw new Error(
      `'${scope.node.path}' already has a platform; call Platform.select once, or set the property platform of EgressApp`,
    );
  }
  scope.node.setContext(CONTEXT, versions);
  registerFindings(scope, () => problemsOf(versions, scope.node.path || 'app', path));
}

function isKgateway(version: unknown): version is KgatewayVersion {
  return typeof version === 'string' && Object.hasOwn(GATEWAY_API_OF, version);
}

function problemsOf(versions: unknown, construct: string, path: Path): Finding[] {
  const reading = new Reading('');
  platformShape(versions, path, reading);
  return reading.problems.map((problem) => ({ ...problem, severity: 'error', construct }));
}

const COMPONENTS = Object.keys(TABLES) as (keyof typeof TABLES)[];

/** The supported versions of each component. */
const platformShape = objectOf(
  Object.fromEntries(
    COMPONENTS.map((component) => {
      const fix = `set the minor version of ${component} in your cluster, or remove it for ${NEWEST_TESTED[component]}`;
      return [component, optional(oneOf(Object.keys(TABLES[component]), 'input/platform', fix))];
    }),
  ),
  {
    rule: 'input/platform',
    allowed: `an object with versions of ${COMPONENTS.join(', ')}`,
    fix: "write the versions as { kgateway: '2.4' }, or remove platform for the newest tested versions",
  },
);
