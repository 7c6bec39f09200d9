import type { Construct } from 'constructs';
import type { Finding } from './finding';
import { type PropCheck, runChecks } from './prop-checks';
import { hasFindings, registerFindings } from './registered-findings';

/** Which versions the manifests are for. What is left out is the newest tested. */
export interface PlatformVersions {
  /** kgateway, by minor: `2.1` to `2.4`. @default '2.4' */
  readonly kgateway?: KgatewayVersion;
  /**
   * The Kyverno authorization server: `0.1` to `0.3` are kyverno-envoy-plugin, `0.4` is kyverno-authz 0.4 and later.
   *
   * @default '0.4'
   */
  readonly kyvernoAuthz?: KyvernoAuthzVersion;
  /** Kyverno (admission), by minor: `1.17` to `1.19`. @default '1.19' */
  readonly kyverno?: KyvernoVersion;
  /** Istio in ambient mode, by minor: `1.26` to `1.32`. @default '1.30' */
  readonly istio?: IstioVersion;
}

/** A minor version of kgateway. @see https://github.com/kgateway-dev/kgateway/releases */
export type KgatewayVersion = '2.1' | '2.2' | '2.3' | '2.4';
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

/** How the authorization server of a version takes its policy. */
export type PolicyForm =
  /** `envoy.kyverno.io/v1alpha1 AuthorizationPolicy` in the cluster, `spec.authorizations` (0.1). */
  | 'authorizations'
  /** The same kind, `spec.deny` and `spec.allow` (0.2). */
  | 'deny-allow'
  /** A `ValidatingPolicy` with `evaluation.mode: Envoy`, read from a mounted file (0.3 and later). */
  | 'file';

/** How a version of the authorization server is run. */
export interface ServerRelease {
  /** The container image, with its tag. `Deployment.spec.template.spec.containers[].image`. */
  readonly image: string;
  /** What precedes the flags on its command line. */
  readonly command: readonly string[];
  /** It exits when it finds no API server, even with the policies in a file. */
  readonly needsApiServer: boolean;
}

/** What the targeted versions can do. Constructs ask for these and never for a version. */
export interface Capabilities {
  /** The kind that holds access log and header strip. */
  readonly listenerPolicyKind: 'ListenerPolicy' | 'HTTPListenerPolicy';
  /** The gateway can strip a header before authorization, so that no client brings a decision along. */
  readonly earlyHeaderStrip: boolean;
  /** GatewayExtension and Backend need their `spec.type` named. */
  readonly discriminator: boolean;
  /** BackendConfigPolicy has `circuitBreakers`; without, at most 3 retries run at once per host. */
  readonly circuitBreakers: boolean;
  /** BackendConfigPolicy attaches to ServiceEntries, by `kind: Hostname`. */
  readonly backendConfigOfServiceEntry: boolean;
  /** Each field of several BackendConfigPolicies for one target counts by itself; without, only the oldest policy counts. */
  readonly backendConfigByField: boolean;
  /** How the authorization server takes its policy. */
  readonly policyForm: PolicyForm;
  /** How to run the authorization server; `undefined` where it reads no file and has to be brought along. */
  readonly server: ServerRelease | undefined;
  /** AuthorizationPolicy has trust domains, in sources and conditions. */
  readonly trustDomains: boolean;
  /** ServiceEntries with `resolution: DYNAMIC_DNS` can be `MESH_INTERNAL`. */
  readonly dynamicDnsInMesh: boolean;
  /** Ports of ServiceEntries with `resolution: DYNAMIC_DNS` can be GRPC and HTTP2, besides HTTP and TLS. */
  readonly dynamicDnsHttp2: boolean;
}

/** What of the capabilities depends on the version of Istio. */
export type IstioCapabilities = Pick<Capabilities, 'trustDomains' | 'dynamicDnsInMesh' | 'dynamicDnsHttp2'>;

type Table<V extends string, C> = Readonly<Record<V, C>>;
type OfAuthz = Pick<Capabilities, 'policyForm' | 'server'>;

/** What came with 2.3 and stayed. */
const KGATEWAY_2_3 = {
  listenerPolicyKind: 'ListenerPolicy',
  earlyHeaderStrip: true,
  discriminator: false,
  circuitBreakers: true,
  backendConfigOfServiceEntry: true,
  backendConfigByField: false,
} as const;
const KGATEWAY_2_2 = { ...KGATEWAY_2_3, discriminator: true, backendConfigOfServiceEntry: false } as const;

const KGATEWAY: Table<KgatewayVersion, Omit<Capabilities, keyof (OfAuthz & IstioCapabilities)>> = {
  '2.1': { ...KGATEWAY_2_2, listenerPolicyKind: 'HTTPListenerPolicy', earlyHeaderStrip: false, circuitBreakers: false },
  '2.2': KGATEWAY_2_2,
  '2.3': KGATEWAY_2_3,
  '2.4': { ...KGATEWAY_2_3, backendConfigByField: true },
};

const PLUGIN_0_3 = {
  image: 'ghcr.io/kyverno/kyverno-envoy-plugin:v0.3.0',
  command: ['serve', 'authz-server'],
  needsApiServer: true,
};
const SERVER_0_4 = {
  image: 'ghcr.io/kyverno/kyverno-authz:v0.4.0',
  command: ['serve', 'envoy', 'authz-server'],
  needsApiServer: false,
};

const KYVERNO_AUTHZ: Table<KyvernoAuthzVersion, OfAuthz> = {
  '0.1': { policyForm: 'authorizations', server: undefined },
  '0.2': { policyForm: 'deny-allow', server: undefined },
  '0.3': { policyForm: 'file', server: PLUGIN_0_3 },
  '0.4': { policyForm: 'file', server: SERVER_0_4 },
};

/** Versions that are supported and, of what is emitted today, all do the same. */
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

const TABLES = { kgateway: KGATEWAY, kyvernoAuthz: KYVERNO_AUTHZ, kyverno: KYVERNO, istio: ISTIO } as const;
const NEWEST_TESTED: Required<PlatformVersions> = { kgateway: '2.4', kyvernoAuthz: '0.4', kyverno: '1.19', istio: '1.30' };
const CONTEXT = 'cdk8s-egress/platform';
const NEWEST: PlatformVersions = {};

/** Every construct asks for the platform of its app. */
const platforms = new WeakMap<PlatformVersions, Platform>();

/** The targeted versions, and what they can do. One per app. */
export class Platform {
  /** The platform that `scope` is for: what the app or `Platform.select` said, else the newest tested set. */
  public static of(scope: Construct): Platform {
    const versions: unknown = scope.node.tryGetContext(CONTEXT);
    return Platform.for((versions ?? NEWEST) as PlatformVersions);
  }

  /** The platform of these versions, outside any app. Of a version that no table knows, the newest tested stands in. */
  public static for(versions: PlatformVersions): Platform {
    const known = platforms.get(versions);
    if (known) return known;
    const made = new Platform(versions);
    platforms.set(versions, made);
    return made;
  }

  /** What is wrong with versions: those that no table knows. */
  public static problems(versions: PlatformVersions): readonly Finding[] {
    return runChecks('app', { props: versions }, checks);
  }

  /**
   * Selects the versions for everything below `scope`, in a plain cdk8s `App`; an `EgressApp` takes them as a prop. Call it
   * before the first child of `scope` is made.
   *
   * @throws Error when `scope` has a platform of its own already
   */
  public static select(scope: Construct, versions: PlatformVersions): void {
    if (hasFindings(scope)) {
      throw new Error(`'${scope.node.path}' has its platform already; give an EgressApp the prop platform, and select once`);
    }
    scope.node.setContext(CONTEXT, versions);
    registerFindings(scope, () => runChecks(scope.node.path || 'app', { props: versions }, checks));
  }

  /** The targeted version of each component, defaults filled in. */
  public readonly versions: Required<PlatformVersions>;
  /** What these versions can do. */
  public readonly capabilities: Capabilities;

  private constructor(versions: PlatformVersions) {
    const said = Object.entries(versions).filter(([, version]) => version !== undefined);
    this.versions = { ...NEWEST_TESTED, ...Object.fromEntries(said) };
    this.capabilities = {
      ...KGATEWAY[this.known('kgateway')],
      ...KYVERNO_AUTHZ[this.known('kyvernoAuthz')],
      ...ISTIO[this.known('istio')],
    };
  }

  /** An unknown version is a finding (below); meanwhile the newest tested one stands in, so that all findings are told. */
  private known<C extends keyof PlatformVersions>(component: C): Required<PlatformVersions>[C] {
    return Object.hasOwn(TABLES[component], this.versions[component]) ? this.versions[component] : NEWEST_TESTED[component];
  }
}

/** Objects to versions that no table knows. */
const checks: readonly PropCheck<{ props: PlatformVersions }>[] = (Object.keys(TABLES) as (keyof typeof TABLES)[]).map(
  (component) => ({
    rule: 'input/platform',
    path: component,
    breaks: ({ props }) => !Object.hasOwn(TABLES[component], props[component] ?? NEWEST_TESTED[component]),
    allowed: Object.keys(TABLES[component]).join(', '),
    fix: `name the minor version of ${component} that the cluster runs, or leave it out for ${NEWEST_TESTED[component]}`,
  }),
);
