import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitDocument } from '../lib/manifests/write/emit';
import { objectsOf } from './objects';

type Fields = Readonly<Record<string, unknown>>;

/** Placeholders for what differs between hosts, or depends on all hosts, while programs are generated from objects. */
const MARKS = { name: 'xNAMEx', host: 'xHOSTx', port: 54443, checksum: 'xCHECKSUMx', routes: 'xROUTESx' } as const;

/** The request policy's line for a host. It occurs once per host, separated by commas, in the order of the hosts. */
const ROUTE = `"${MARKS.host}": "${MARKS.host}"`;

/** Objects with placeholders: those that occur once, and those of a host. */
interface Template {
  readonly common: readonly Fields[];
  readonly ofHost: readonly Fields[];
  /** The text before each line of the request policy. */
  readonly indent: string;
}

/** The objects that our constructs make for two hosts, with placeholders for what is different for other hosts. */
function template(): Template {
  const objects = objectsOf(2);
  const text = (object: Fields) => JSON.stringify(object);
  const ofHost = objects.filter((object) => nameOf(object) === 'host-0').map(text);
  const common = objects.filter((object) => !nameOf(object).startsWith('host-')).map(text);
  const routes = /( *)\\"api-0\.example\.com\\".*?\\"api-1\.example\.com\\": \\"api-1\.example\.com\\"/;
  const indent = common.map((one) => routes.exec(one)?.[1]).find((found) => found !== undefined) ?? '';
  const marked = common.map((one) => one.replace(routes, `$1${MARKS.routes}`).replace(/"[0-9a-f]{64}"/, `"${MARKS.checksum}"`));
  return { common: marked.map(parse), ofHost: ofHost.map(markHost).map(parse), indent };
}

function nameOf(object: Fields): string {
  return (object.metadata as { readonly name: string }).name;
}

function parse(text: string): Fields {
  return JSON.parse(text) as Fields;
}

function markHost(text: string): string {
  return text.replaceAll('host-0', MARKS.name).replaceAll('api-0.example.com', MARKS.host).replace(/443\b/g, String(MARKS.port));
}

/** How a language writes the placeholders, and the program around the objects. */
interface Language {
  /** The expression for the lines of the request policy. */
  readonly routes: (line: string, separator: string) => string;
  readonly program: (common: string, ofHost: string) => string;
  readonly checksum: string;
}

const JSONNET: Language = {
  routes: (line, separator) => `std.join(${separator}, [${line} for h in d.hosts])`,
  program: (common, ofHost) => `local d = import 'hosts.json';\n${common} +\nstd.flattenArrays([${ofHost} for h in d.hosts])\n`,
  checksum: 'd.checksum',
};

const KCL: Language = {
  routes: (line, separator) => `${separator}.join([${line} for h in _d.hosts])`,
  program: (common, ofHost) => `import json
import file
import manifests
_d = json.decode(file.read("hosts.json"))
_objects = ${booleans(common)} + sum([${booleans(ofHost)} for h in _d.hosts], [])
manifests.yaml_stream(_objects)
`,
  checksum: '_d.checksum',
};

function booleans(json: string): string {
  return json.replace(/": (true|false)\b/g, (_, word) => `": ${word === 'true' ? 'True' : 'False'}`);
}

/** A program as in the cdk8s guide: a loop that creates each object as an ApiObject. */
const NAIVE: Language = {
  routes: (line, separator) => `d.hosts.map((h) => ${line}).join(${separator})`,
  program: (common, ofHost) => `const { App, Chart, ApiObject } = require('cdk8s');
const d = JSON.parse(require('node:fs').readFileSync(require('node:path').join(__dirname, process.argv[2])));
const app = new App();
const charts = Array.from({ length: Number(process.argv[3]) }, (_, i) => new Chart(app, i === 0 ? 'egress' : 'egress-' + i));
for (const [i, object] of ${common}.entries()) new ApiObject(charts[0], 'common-' + i, object);
for (const [i, h] of d.hosts.entries()) {
  for (const object of ${ofHost}) new ApiObject(charts[i % charts.length], h.name + '-' + object.kind, object);
}
app.synth();
`,
  checksum: 'd.checksum',
};

/** Objects as literals of a language that accepts JSON. Texts with placeholders become sums. */
function literal(objects: readonly Fields[], { checksum, routes }: Language, indent: string): string {
  const host = (text: string) => sum(text, { [MARKS.name]: 'h.name', [MARKS.host]: 'h.host' });
  const lines = routes(host(JSON.stringify(ROUTE)), JSON.stringify(`,\n${indent}`));
  const values = { [MARKS.name]: 'h.name', [MARKS.host]: 'h.host', [MARKS.checksum]: checksum, [MARKS.routes]: lines };
  const text = JSON.stringify(objects, undefined, 1).replaceAll(String(MARKS.port), 'h.port');
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (token) => sum(token, values));
}

/** `"a xHOSTx b"` as `("a "+h.host+" b")`. */
function sum(token: string, values: Readonly<Record<string, string>>): string {
  const pieces = token.split(new RegExp(`(${Object.keys(values).join('|')})`));
  if (pieces.length === 1) return token;
  const terms = pieces.map((piece, i) => {
    if (i % 2 === 1) return values[piece] ?? piece;
    return `${i === 0 ? '' : '"'}${piece}${i === pieces.length - 1 ? '' : '"'}`;
  });
  const some = terms.filter((term) => term !== '""');
  return some.length === 1 ? (some[0] as string) : `(${some.join('+')})`;
}

/** The only template of a chart: the objects as YAML, with a loop over the hosts. */
function helmTemplate({ common, ofHost, indent }: Template): string {
  const text = (objects: readonly Fields[]) => objects.map(emitDocument).join('');
  if (text([...common, ...ofHost]).includes('{{')) throw new Error('the objects contain the template syntax of Helm');
  const line = `{{ if $i }},\n${indent}    {{ end }}${ROUTE}`;
  const routes = `{{ range $i, $h := .Values.hosts }}${inHelm(line, '$h')}{{ end }}`;
  const once = text(common)
    .replace(MARKS.checksum, '{{ .Values.checksum }}')
    .replace(MARKS.routes, () => routes);
  return `${once}{{- range .Values.hosts }}\n${inHelm(text(ofHost), '')}{{- end }}\n`;
}

function inHelm(text: string, host: string): string {
  return text
    .replaceAll(MARKS.name, `{{ ${host}.name }}`)
    .replaceAll(MARKS.host, `{{ ${host}.host }}`)
    .replaceAll(String(MARKS.port), `{{ ${host}.port }}`);
}

/**
 * Writes the programs of all other tools, which make the same objects as our app, and the hosts as their input. The files are
 * `naive.js`, `hosts-N.json`, `helm/`, `values-N.yaml`, and for each N `jsonnet-N/` and `kcl-N/`.
 *
 * @param sizes - numbers of hosts
 */
export function writeRivals(folder: string, sizes: readonly number[]): void {
  const made = template();
  const program = (language: Language) =>
    language.program(literal(made.common, language, made.indent), literal(made.ofHost, language, made.indent));
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('naive.js', program(NAIVE));
  write('helm/Chart.yaml', 'apiVersion: v2\nname: egress\nversion: 0.1.0\n');
  write('helm/templates/all.yaml', helmTemplate(made));
  for (const size of sizes) {
    const values = hostsOf(size);
    write(`values-${size}.yaml`, emitDocument(values));
    for (const path of [`hosts-${size}.json`, `jsonnet-${size}/hosts.json`, `kcl-${size}/hosts.json`]) {
      write(path, JSON.stringify(values));
    }
    write(`jsonnet-${size}/egress.jsonnet`, program(JSONNET));
    write(`kcl-${size}/egress.k`, program(KCL));
  }
}

/** The input of the other tools: the hosts in the order of the request policy, and the checksum of that policy. */
function hostsOf(size: number): Fields {
  const hosts = Array.from({ length: size }, (_, i) => ({ name: `host-${i}`, host: `api-${i}.example.com`, port: 443 }));
  const checksum = /"([0-9a-f]{64})"/.exec(JSON.stringify(objectsOf(size).filter(({ kind }) => kind === 'Deployment')))?.[1];
  return { hosts: hosts.sort((a, b) => (a.host < b.host ? -1 : 1)), checksum };
}
