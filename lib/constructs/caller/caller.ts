import { CALLER } from '../../core/brand';
import { type NamespaceReference, namespaceName, readServiceAccount, type ServiceAccountObject } from '../../core/named-resource';

/**
 * Who may call a host: the pods of a service account. The mesh proves it by the certificate of the pod. Whoever may create pods in
 * a namespace may use its service accounts.
 */
export class Caller {
  /**
   * The pods that run as a service account.
   *
   * @param namespace - its namespace: a name, or a `Namespace` of cdk8s-plus
   * @param name - its name, such as `agent`
   */
  public static serviceAccount(namespace: NamespaceReference, name: string): Caller {
    return new Caller(namespaceName(namespace), name);
  }

  /** The pods that run as a `ServiceAccount` of cdk8s-plus, whose namespace must be set, on the account or on its chart. */
  public static of(account: ServiceAccountObject): Caller {
    const { namespace = '', name } = readServiceAccount(account);
    return new Caller(namespace, name);
  }

  /**
   * All pods of a namespace, which is reported as `egress/namespace-caller`.
   *
   * @param namespace - a name, or a `Namespace` of cdk8s-plus
   */
  public static namespace(namespace: NamespaceReference): Caller {
    return new Caller(namespaceName(namespace), undefined);
  }

  protected readonly [CALLER] = true;

  private constructor(
    /** The name of the namespace. */
    public readonly namespace: string,
    /** The name of the service account; `undefined` for all pods of the namespace. */
    public readonly serviceAccount: string | undefined,
  ) {}
}
