import { re2 } from '../../../lib/checks/cel/re2';
import { formatOf } from '../../../lib/checks/schema/formats';
import type { Schema } from '../../../lib/checks/schema/schema';

/** A pool of texts that has a valid one for every pinned pattern and format. */
const POOL = [
  ...[
    'a',
    'b',
    'ab',
    'a-b',
    'A',
    'Ab',
    'a.b',
    'example.com',
    'api.example.com',
    '*.example.com',
    '*',
    '0',
    '1',
    '80',
    '443',
    '10000',
  ],
  ...[
    'http',
    'grpc',
    'https',
    'tcp',
    'HTTP',
    'HTTPS',
    'TCP',
    'TLS',
    'GET',
    'POST',
    '/',
    '/a',
    '/a/b',
    '/a?b',
    '//',
    '',
    'X-A',
    'x-b',
    ':path',
  ],
  ...[
    '0s',
    '1s',
    '10s',
    '1.5s',
    '500ms',
    '1ms',
    '1h',
    '100h',
    '5m0s',
    '1Ki',
    '1Mi',
    '64Ki',
    '4Gi',
    '70000',
    '-1',
    '1.5',
    '100m',
    '25%',
    '50%',
  ],
  ...[
    '10.0.0.0/8',
    '10.0.0.1',
    '10.0.0.1/8',
    'fd00::/8',
    '::1',
    'fd00::1',
    '0.0.0.0/0',
    'http://a.b',
    'https://a.b/c',
    'spiffe://a/b',
    'a/b',
  ],
  ...[
    'Gateway',
    'Service',
    'ServiceEntry',
    'Backend',
    'HTTPRoute',
    'ConfigMap',
    'Secret',
    'Hostname',
    'TrafficPolicy',
    'XListenerSet',
  ],
  ...[
    'gateway.networking.k8s.io',
    'networking.istio.io',
    'gateway.kgateway.dev',
    'kubernetes.io/h2c',
    'app',
    'a.b/c',
    'svc.a.svc.cluster.local',
  ],
  ...[
    'true',
    'false',
    '2027-03-01T00:00:00Z',
    'AA==',
    'object.spec.a',
    'has(object.spec)',
    '0 0 * * *',
    'sha256:abc',
    '%REQ(X-A)%',
    'TLS_RSA',
  ],
  ...[
    'v1',
    'v1alpha1',
    '1.2',
    'TLSv1_2',
    'a=b',
    '{{ a }}',
    'Accepted',
    'a b',
    'arn:aws:iam::123456789012:role/a',
    '123456789012',
    'us-east-1',
  ],
  ...[
    'unix:///a',
    'unix://a',
    'unix:///a/../b',
    '@a',
    '/a/../b',
    '/a//b',
    '/a/./b',
    '/%2f',
    '/%2F/a',
    '/a#b',
    '/..',
    '/.',
    '/*',
    'a*',
    '%',
  ],
  ...['x'.repeat(64), 'x'.repeat(254), '😀', 'é'],
];

/** Texts for one kind: the pool, and the literals in its rules. */
export class Texts {
  private readonly known = new Map<Schema, readonly string[]>();
  private readonly pool: readonly string[];

  constructor(schemas: unknown) {
    const rules = [...JSON.stringify(schemas).matchAll(/'([^'\\]{1,60})'/g)].map(([, text]) => text as string);
    this.pool = [...new Set([...POOL, ...rules])];
  }

  /** The texts that a schema accepts. @throws Error if there is none */
  fitting(schema: Schema): readonly string[] {
    const known = this.known.get(schema) ?? this.pool.filter((text) => fits(schema, text));
    this.known.set(schema, known);
    return known;
  }

  /** The texts that it rejects. */
  others(schema: Schema): readonly string[] {
    return this.pool.filter((text) => !fits(schema, text));
  }
}

function fits(schema: Schema, text: string): boolean {
  const { pattern, format, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const length = [...text].length;
  if (length < minLength || length > maxLength) return false;
  return (
    (pattern === undefined || re2(pattern).test(text)) && (format === undefined || (formatOf(format)?.accepts(text) ?? true))
  );
}
