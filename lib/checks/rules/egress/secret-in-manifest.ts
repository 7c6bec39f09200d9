import { isCredentialHeader } from '../../../core/credential-header';
import { HINT, isFilledIn, isRandom, SHORTEST, secretIn } from '../../../core/secret-text';
import type { Manifest } from '../../../manifests/manifest';
import { valuesOf } from '../../graph/header-secrets';
import { type Literal, literalsThat } from '../../graph/literals';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** A literal that looks like a secret, in an object that people commit and review. */
export const secretInManifest: Rule = {
  id: 'egress/secret-in-manifest',
  severity: 'error',
  summary: 'the manifest contains a secret, which everyone who can read the repository or the object can use',
  *check({ graph, written = false }) {
    for (const object of graph.catalogue.all) {
      for (const literal of literalsThat(object, isSecret)) yield objectionTo(object, literal);
    }
    for (const secret of written ? graph.catalogue.ofKind('Secret') : []) yield* valuesIn(secret);
  },
};

/** Not even a part of the value may be in a message. */
function objectionTo(object: Manifest, { path, text, name }: Literal): Objection {
  return {
    object,
    path,
    got: `${secretIn(text) ?? `the value of ${name}`} (a text of ${text.length} characters)`,
    allowed: 'a reference to a Secret, such as secretRef of a TrafficPolicy or secretKeyRef of a variable',
    fix: 'refer to a Secret that is not in the repository, and replace the credential if the manifest was committed',
  };
}

const VARIABLE = /(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)$/i;

function isSecret(text: string, name: string | undefined): boolean {
  if (text.length < SHORTEST || (!HINT.test(text) && name === undefined) || isFilledIn(text)) return false;
  if (secretIn(text) !== undefined) return true;
  if (name === undefined) return false;
  return (isCredentialHeader(name) && isCredential(text)) || (VARIABLE.test(name) && isRandom(text));
}

/** The value of a header by which a client authenticates. A single short word, such as `none`, is a default. */
function isCredential(text: string): boolean {
  return /^(?:Bearer|Basic|Token|ApiKey)\s+\S{8}/i.test(text) || isRandom(text);
}

/** The values of a Secret that is written to a file. Certificates are public. */
function* valuesIn(secret: Manifest): Generator<Objection> {
  const values = [...valuesOf(secret)].filter(([, text]) => text !== '' && !isFilledIn(text) && !isPublic(text));
  if (values.length === 0) return;
  const { stringData } = secret as { readonly stringData?: object };
  yield {
    object: secret,
    path: [stringData ? 'stringData' : 'data'],
    got: `values of ${values.map(([key]) => key).join(', ')}`,
    allowed: 'no Secrets in the files of an app, except for certificates',
    fix: 'make the Secret outside of the app: with an ExternalSecret, a SealedSecret, or kubectl (docs/credentials.md)',
  };
}

function isPublic(text: string): boolean {
  return /^\s*-----BEGIN CERTIFICATE-----/.test(text) && secretIn(text) === undefined;
}
