import { KIND } from '../../core/kinds';
import { kindKey } from '../../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';

/** A reference to an object in another namespace. */
export interface Crossing {
  /** `kindKey` and namespace of the referring object. */
  readonly fromKind: string;
  readonly fromNamespace: string;
  /** `kindKey`, namespace and name of the target. */
  readonly toKind: string;
  readonly toNamespace: string;
  readonly toName: string;
}

/** The references that ReferenceGrants permit. */
export class Grants {
  private granted: Set<string> | undefined;

  constructor(private readonly catalogue: Catalogue) {}

  /** Whether a ReferenceGrant permits a reference. Always true within one namespace. */
  permit({ fromKind, fromNamespace, toKind, toNamespace, toName }: Crossing): boolean {
    if (fromNamespace === toNamespace) return true;
    this.granted ??= this.read();
    const key = `${fromKind} ${fromNamespace} ${toKind} ${toNamespace}`;
    return this.granted.has(`${key} `) || this.granted.has(`${key} ${toName}`);
  }

  private read(): Set<string> {
    const keys = this.catalogue.ofKind(KIND.ReferenceGrant).flatMap((grant) =>
      grant.spec.from.flatMap((from) =>
        grant.spec.to.map((to) => {
          const target = `${kindKey(to.group, to.kind)} ${namespaceOf(grant)} ${to.name ?? ''}`;
          return `${kindKey(from.group, from.kind)} ${from.namespace} ${target}`;
        }),
      ),
    );
    return new Set(keys);
  }
}
