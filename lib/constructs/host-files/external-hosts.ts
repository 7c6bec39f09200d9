import type { Construct } from 'constructs';
import type { Finding } from '../../core/finding';
import { showSource } from '../../core/format-finding';
import { approvalKeysOf } from '../../core/label-domain';
import { nameOfHost } from '../../core/name-of-host';
import { overlap, type Path, type Step, valueAt } from '../../core/path';
import type { PropCheck } from '../../core/prop-checks';
import { locateFindings, registerFindings, WHOLE } from '../../core/registered-findings';
import { isObject, Reading, type Shape, type ShapeTexts } from '../../core/shapes';
import { EgressConstruct } from '../base/egress-construct';
import type { IEgressGateway } from '../gateway/gateway-base';
import { ExternalHost } from '../host/external-host';
import type { ExternalHostProps } from '../host/external-host-props';
import { hostFields } from '../host/host-shapes';
import { PassthroughHost } from '../host/passthrough-host';
import type { PassthroughHostProps } from '../host/passthrough-host-props';
import { passthroughFields } from '../host/passthrough-host-shapes';
import type { ExternalHostsProps } from './external-hosts-props';
import { externalHostsFields } from './external-hosts-shapes';
import { type Origins, readForms } from './form';
import { hostForms } from './forms';
import type { CommonForms, HostForms } from './host-document';
import { DocumentReader, type FieldsDocument } from './read-documents';
import { findingInYaml, fixInYaml } from './yaml-words';

/**
 * Hosts in YAML files, one per document, in the vocabulary of the properties of {@link ExternalHost}; with `inspection: none`, of
 * {@link PassthroughHost}. `docs/hosts-as-data.md` describes the files, and the package has their JSON schema.
 */
export class ExternalHosts extends EgressConstruct {
  /**
   * Reads the files, and creates a construct for each host. What is wrong in the files is reported with file, line and column when the
   * app is synthesized, together with all other findings.
   */
  public static fromFiles(scope: Construct, id: string, props: ExternalHostsProps): ExternalHosts {
    return new ExternalHosts(scope, id, props);
  }

  /** The hosts, in the order of the files by name, and of the documents in them. */
  public readonly hosts: readonly (ExternalHost | PassthroughHost)[];

  private readonly props: ExternalHostsProps;
  private readonly origins: Origins = new WeakMap();
  private readonly reader: DocumentReader;
  private readonly forms: Readonly<Record<keyof HostForms, Shape>>;
  private readonly problems: Finding[] = [];
  /** The first document of each host, by the id of its construct. */
  private readonly first = new Map<string, FieldsDocument>();

  private constructor(scope: Construct, id: string, given: ExternalHostsProps) {
    super(scope, id);
    this.props = this.read(given, externalHostsFields);
    const { gateways = {}, callerSets = [], tokenIssuers = [] } = this.props;
    this.forms = hostForms(
      {
        gateways: new Map(Object.entries(gateways)),
        callerSets: new Map(callerSets.map((set) => [set.name, set])),
        tokenIssuers: new Map(tokenIssuers.map((issuer) => [issuer.extensionName, issuer])),
      },
      this.origins,
    );
    this.reader = new DocumentReader([this.props.files].flat());
    this.hosts = this.reader.documents.flatMap((document) => this.host(document));
    const all = [...this.reader.problems, ...this.problems].sort(byPlace);
    registerFindings(this, () => all);
  }

  protected examine(): readonly Finding[] {
    return this.check({ props: this.props }, checks);
  }

  /** The gateway of the documents that name none. */
  private get gateway(): IEgressGateway | undefined {
    return this.props.gateway ?? this.props.gateways?.default;
  }

  /** The construct of a document. A second one of the same host is reported instead. */
  private host(document: FieldsDocument): (ExternalHost | PassthroughHost)[] {
    const id = this.idOf(document);
    const first = this.first.get(id);
    if (first) {
      this.problems.push(this.again(document, first));
      return [];
    }
    this.first.set(id, document);
    const { fields, origin } = document;
    const isPassthrough = PASSTHROUGH.some((key) => Object.hasOwn(fields, key));
    const reading = new Reading(id);
    const read = readForms(fields, isPassthrough ? this.commonForms : this.forms, [], reading);
    const props: unknown = { gateway: this.gateway, ...read };
    if (this.lacksGateway(fields)) reading.report(['gateway'], undefined, noGateway(this.props));
    const findings = reading.problems.map((problem) =>
      this.reader.located({ severity: 'error', ...problem, fix: fixInYaml(problem) }, origin),
    );
    this.problems.push(...findings);
    const host = isPassthrough
      ? new PassthroughHost(this, id, props as PassthroughHostProps)
      : new ExternalHost(this, id, props as ExternalHostProps);
    const reported = [...findings.map(({ path }) => path), ...(this.gateway ? [] : [['gateway']])];
    locateFindings(host, (finding) => this.ofDocument(finding, document, props, reported));
    return [host];
  }

  /** The forms of what connections have too. */
  private get commonForms(): Readonly<Record<keyof CommonForms, Shape>> {
    const { gateway, callers, approval } = this.forms;
    return { gateway, callers, approval };
  }

  /** Whether only this document lacks a gateway. If the program passes none, that is one finding, and not one for each document. */
  private lacksGateway(fields: FieldsDocument['fields']): boolean {
    return this.gateway === undefined && this.props.gateways !== undefined && !Object.hasOwn(fields, 'gateway');
  }

  /** Follows the name of the objects. A document without one has the id of its place. */
  private idOf({ fields, origin }: FieldsDocument): string {
    const { name, host, gateway } = fields;
    const known = typeof name === 'string' ? name : typeof host === 'string' ? nameOfHost(host) : '';
    const unique = isId(known) ? known : (showSource(this.reader.located(WHOLE, origin)) as string);
    return typeof gateway === 'string' && isId(gateway) ? `${unique}@${gateway}` : unique;
  }

  private again({ fields, origin }: FieldsDocument, first: FieldsDocument): Finding {
    const isSame = fields.host === first.fields.host;
    const path = [isSame || fields.name === undefined ? 'host' : 'name'];
    const place = showSource(this.reader.located(WHOLE, first.origin, path));
    const texts = isSame ? SAME_HOST : SAME_NAME;
    const got = `${String(fields[path[0] as string])}, which ${place} has too`;
    return this.reader.located({ severity: 'error', path, got, ...texts }, origin);
  }

  /** A finding of the construct, at its place in the document; nothing if it follows from what is reported. */
  private ofDocument(
    finding: Finding,
    { origin }: FieldsDocument,
    props: unknown,
    reported: readonly Path[],
  ): Finding | undefined {
    const said = findingInYaml(finding, valueAt(props, finding.path));
    if (finding.object) return this.reader.located(said, origin, this.pathInDocument(props, this.sourceOf(finding.path)));
    const path = this.pathInDocument(props, finding.path);
    if (path.length > 0 && reported.some((other) => overlap(other, path))) return undefined;
    return this.reader.located({ ...said, path }, origin);
  }

  /** The property that a field of an object is made of, as far as it is only one: an annotation of the approval. */
  private sourceOf([, map, key]: Path): Path {
    if (map !== 'annotations') return ['host'];
    const [field] = Object.entries(approvalKeysOf(this)).find(([, annotation]) => annotation === key) ?? [];
    if (field === undefined) return ['host'];
    return ['approval', field === 'withdrawnBy' ? 'by' : field === 'withdrawnOn' ? 'on' : field];
  }

  /** The path of a property in the document, where values that the program would make have another form. */
  private pathInDocument(props: unknown, path: Path): Path {
    let value = props;
    let steps: Path = [];
    for (const step of path) {
      value = isObject(value) || Array.isArray(value) ? (value as Record<Step, unknown>)[step] : undefined;
      steps = (isObject(value) || Array.isArray(value) ? this.origins.get(value) : undefined) ?? [...steps, step];
    }
    return steps;
  }
}

/** Whether a construct can have this id: no malformed name, and no name of what every object has. */
const isId = (name: string) => /^[\w*][\w*.-]*$/.test(name) && !(name in {});

/** The properties that only hosts whose connections pass through have. */
const PASSTHROUGH = Object.entries(passthroughFields).flatMap(([key, { isForeign }]) =>
  isForeign || Object.hasOwn(hostFields, key) ? [] : [key],
);

const SAME_HOST = {
  rule: 'input/duplicate-host',
  allowed: 'each host once per gateway',
  fix: 'remove one of the two; for another port of the host, give it another name and other callers',
};

const SAME_NAME = {
  rule: 'input/duplicate-name',
  allowed: 'each name once per gateway',
  fix: 'give one of the hosts another name',
};

function noGateway({ gateways = {} }: ExternalHostsProps): ShapeTexts {
  const allowed = `gateways: ${Object.keys(gateways).sort().join(', ')}`;
  return { rule: 'input/gateway', allowed, fix: 'name the gateway, or pass gateway to ExternalHosts.fromFiles' };
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** The check that the properties together allow documents to have a gateway. */
const checks: readonly PropCheck<{ readonly props: ExternalHostsProps }>[] = [
  {
    rule: 'input/hosts',
    path: 'gateway',
    breaks: ({ props }) => props.gateway === undefined && Object.keys(props.gateways ?? {}).length === 0,
    allowed: 'a gateway: gateway for all documents, or gateways that documents name',
    fix: 'set gateway to the gateway construct of the program',
  },
];
