import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { authzManifests, type Bed, type Case, group, type KubeObject } from '../bed';
import { ALLOWED, HOST, NAMESPACE, variant } from '../manifests';
import * as open from '../open-route';

const SERVER = 'kyverno-authz-server';
const objects = variant();

/** What the library wrote for the server; the cases bring policies of their own. */
const ofLibrary = objects.filter(
  ({ kind, metadata }) => /^(ConfigMap|Deployment)$/.test(kind) && metadata.name.startsWith(SERVER),
);

const allow = 'envoy.Allowed().WithHeader("x-egress-decision", object.attributes.request.http.host).Response()';
const deny = 'envoy.Denied(403).WithBody("denied").Response()';
const authorized = 'object.attributes.request.http.headers[?"x-force-authorized"].orValue("") == "true"';
const failing = `object.attributes.request.http.headers["x-none"] == "" ? ${allow} : ${deny}`;

function policy(name: string, spec: object): KubeObject {
  const metadata = { name };
  const fields = { evaluation: { mode: 'Envoy' }, failurePolicy: 'Fail', ...spec };
  return { apiVersion: 'policies.kyverno.io/v1alpha1', kind: 'ValidatingPolicy', metadata, spec: fields };
}

const validations = (...expressions: readonly string[]) => ({ validations: expressions.map((expression) => ({ expression })) });
const GOOD = stringify(policy('good', validations(`${authorized} ? ${allow} : ${deny}`)));
const BROKEN = stringify(policy('broken', validations('envoy.Alowed().Response()')));

/** A good policy that has a variable of this name, written into the file as it is. */
function withVariable(name: string): string {
  const used = { variables: [{ name: 'NAME', expression: authorized }], ...validations(`variables.NAME ? ${allow} : ${deny}`) };
  return stringify(policy('variable', used)).replace('name: NAME', `name: ${name}`).replaceAll('NAME', name.replaceAll('"', ''));
}

/** Starts a server with these files. It has to become ready, as it does with any. */
async function serve(bed: Bed, files: Readonly<Record<string, string>>): Promise<void> {
  const server = authzManifests({ name: SERVER, namespace: NAMESPACE, policies: [] });
  const running = server.filter(({ kind }) => kind === 'Deployment');
  await bed.cluster.delete(running);
  await bed.settled();
  await bed.apply(
    server.map((object) => (object.kind === 'ConfigMap' ? { ...object, data: files } : object)),
    { force: true },
  );
  await bed.settled();
}

interface Answers {
  /** With the header, to the host that wants a decision. */
  readonly allowed: string;
  /** The same without the header. */
  readonly denied: string;
  /** Without the header, to the host whose route asks for no decision. */
  readonly undecided: string;
}

async function answers(bed: Bed): Promise<Answers> {
  const ask = async (host: string, headers = {}): Promise<string> => {
    const answer = await bed.request({ host, headers });
    return `${answer.status} ${answer.body}`.trim();
  };
  return { allowed: await ask(HOST, ALLOWED), denied: await ask(HOST), undecided: await ask(open.OPEN_HOST) };
}

const PASSES = '200 Ollama is running';
const UNDECIDED = `403 ${open.NO_DECISION}`;

/** The server decides as the good policy says. */
const DECIDES: Answers = { allowed: PASSES, denied: '403 denied', undecided: '403 denied' };
/** The server allows every request and decides none. */
const ALLOWS_ALL: Answers = { allowed: UNDECIDED, denied: UNDECIDED, undecided: PASSES };
/** The server answers every request with an error. */
const FAILS: Answers = { allowed: '503', denied: '503', undecided: '503' };
const DENIES_ALL: Answers = { allowed: '403 denied', denied: '403 denied', undecided: '403 denied' };

/** With these files, the server is ready and answers so, and its log says why. */
function gives(expected: Answers, files: readonly string[], log?: RegExp): Case {
  return async (bed) => {
    await serve(bed, Object.fromEntries(files.map((text, i) => [`${i}.yaml`, text])));
    assert.deepEqual(await answers(bed), expected);
    if (log) assert.match(bed.authz.logs(60), log);
  };
}

const single = (spec: object) => [stringify(policy('single', spec))];
const ignoring = (...expressions: readonly string[]) => single({ failurePolicy: 'Ignore', ...validations(...expressions) });
const allOf =
  (...cases: readonly Case[]): Case =>
  async (bed) => {
    for (const one of cases) await one(bed);
  };

const UNDECLARED = /error compiling policy:.*undeclared reference/;
const NO_BOOLEAN = /skipping document in 0\.yaml:.*spec\.variables\[0\]\.name in body must be of type string: "boolean"/;

export default group({
  name: 'server-policies',
  title: 'Request policies that the server drops or skips: it is ready, and allows everything',
  setup: async (bed) => {
    await bed.apply([...objects, open.backend(), open.openRoute([{ backendRefs: [open.toBackend()] }])]);
    await bed.healthy();
    await bed.cluster.delete(ofLibrary);
    await bed.settled();
  },
  cases: {
    'a good policy decides': gives(DECIDES, [GOOD]),
    'no policy: everything is allowed': gives(ALLOWS_ALL, ['']),
    'a policy that does not compile: everything is allowed': gives(ALLOWS_ALL, [BROKEN], UNDECLARED),
    'a policy that does not compile, in another file or document than a good one: both are dropped, everything is allowed': allOf(
      gives(ALLOWS_ALL, [BROKEN, GOOD], UNDECLARED),
      gives(ALLOWS_ALL, [GOOD, BROKEN], UNDECLARED),
      gives(ALLOWS_ALL, [`${GOOD}---\n${BROKEN}`], UNDECLARED),
    ),
    'an unused variable, a match condition or a type that does not compile drops the policy too': allOf(
      gives(ALLOWS_ALL, single({ variables: [{ name: 'unused', expression: 'no()' }], ...validations(deny) }), UNDECLARED),
      gives(
        ALLOWS_ALL,
        single({ matchConditions: [{ name: 'm', expression: 'variables.x' }], ...validations(deny) }),
        /undefined field/,
      ),
      gives(ALLOWS_ALL, single(validations('true')), /rule response output is expected to be of type/),
    ),
    'a policy of mode Kubernetes drops all policies of the source': gives(
      ALLOWS_ALL,
      [stringify(policy('other', { evaluation: { mode: 'Kubernetes' }, ...validations('true') })), GOOD],
      /invalid evaluation mode/,
    ),
    'a document that is no policy, is no YAML or has an unknown field is skipped alone: the good policy decides': allOf(
      gives(DECIDES, ['a: [1, {', GOOD], /skipping document/),
      gives(DECIDES, ['apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n', GOOD], /skipping document/),
      gives(DECIDES, [...single({ unknown: 1, ...validations(allow) }), GOOD], /skipping document/),
    ),
    'an AuthorizationPolicy of the old API alone is skipped: everything is allowed': gives(
      ALLOWS_ALL,
      ['apiVersion: envoy.kyverno.io/v1alpha1\nkind: AuthorizationPolicy\nmetadata: {name: x}\nspec: {}\n'],
      /skipping document/,
    ),
    'failurePolicy Fail, or none, and an expression that fails: an error, 403': allOf(
      gives(FAILS, single(validations(failing)), /no such key: x-none/),
      gives(FAILS, single({ failurePolicy: undefined, ...validations(failing) })),
    ),
    'failurePolicy Ignore and an expression that fails: everything is allowed': gives(ALLOWS_ALL, ignoring(failing)),
    'failurePolicy Ignore: what fails ends its policy, so that a later validation does not deny; only another policy does': allOf(
      gives(ALLOWS_ALL, ignoring(`object.attributes.request.http.headers["x-none"] == "" ? ${deny} : null`, deny)),
      gives(DENIES_ALL, [...ignoring(failing), stringify(policy('z', validations(deny)))]),
    ),
    'a policy whose last validation gives null, or whose match condition is false: the rest is allowed': allOf(
      gives({ allowed: PASSES, denied: UNDECIDED, undecided: PASSES }, single(validations(`${authorized} ? ${allow} : null`))),
      gives(ALLOWS_ALL, single({ matchConditions: [{ name: 'never', expression: 'false' }], ...validations(deny) })),
    ),
    'a variable named y, Y, n, on, no, yes, off or true without quotes: the document is skipped, everything is allowed': allOf(
      ...['y', 'Y', 'n', 'on', 'no', 'yes', 'off', 'true'].map((name) => gives(ALLOWS_ALL, [withVariable(name)], NO_BOOLEAN)),
    ),
    'the same in quotes, or another name: the policy decides': allOf(
      ...['"y"', '"no"', 'ok'].map((name) => gives(DECIDES, [withVariable(name)])),
    ),
  },
});
