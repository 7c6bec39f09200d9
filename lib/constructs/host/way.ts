import { WAY } from '../../core/brand';

/** The settings of {@link Way.transparent}. */
export interface TransparentWay {
  /**
   * The port that the application calls, 1 to 65535, over plain HTTP: the gateway originates TLS. `ServiceEntry.spec.ports[].number`.
   *
   * @default - 80 if the gateway uses TLS to the host, so that the application calls `http://api.example.com`; else the port of the host
   */
  readonly port?: number;
}

/** How a {@link Way} is used. */
export type WayKind = 'transparent' | 'alias' | 'proxy';

/**
 * A way by which applications call a host. Without any, they call the Service of the gateway with the Host header of the host. Each
 * keeps the identity of the caller and the decision on each request. `docs/calling-out.md` shows them with examples.
 */
export class Way {
  /**
   * The application calls the host by its name, as if there were no gateway: `http://api.example.com`. The mesh sends these calls to
   * the gateway. The destination of the host is then a `Backend`: the ServiceEntry of the name belongs to the gateway.
   */
  public static transparent(settings: TransparentWay = {}): Way {
    return new Way('transparent', settings, undefined);
  }

  /**
   * The application calls a Service in the namespace of the gateway, such as `http://api.egress-system`: the base URL of an SDK.
   *
   * @param name - the name of the Service: a DNS label, unique in the namespace
   */
  public static alias(name: string): Way {
    return new Way('alias', {}, name);
  }

  /**
   * The application uses the gateway as its HTTP proxy, such as by the variable `http_proxy`, for `http://` URLs. A proxy has one
   * port, so all hosts that a caller reaches in this way must have the same set of callers.
   */
  public static proxy(): Way {
    return new Way('proxy', {}, undefined);
  }

  protected readonly [WAY]: WayKind;

  private constructor(
    /** The kind. */
    public readonly kind: WayKind,
    /** The settings of a transparent way. */
    public readonly settings: TransparentWay,
    /** The name of an alias. */
    public readonly alias: string | undefined,
  ) {
    this[WAY] = kind;
  }
}
