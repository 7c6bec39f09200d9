/**
 * Values that only secrets have, by their form. Each is specific enough that texts, hashes and names do not match. The order decides
 * what a value is called.
 */
const FORMS: readonly (readonly [name: string, form: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s*[\w+/=]{16}/],
  ['a private key of a JWK', /"d"\s*:\s*"[\w-]{20,}"/],
  ['a JSON Web Token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,}/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60})/],
  ['a token of GitLab', /\bglpat-[\w-]{20}/],
  ['a token of Slack', /\bxox[abeoprs]-[A-Za-z0-9-]{20}/],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a token of Vault', /\bhvs\.[\w-]{24}/],
  ['a key of Stripe', /\b[rs]k_live_[A-Za-z0-9]{20}/],
  ['a key of Google', /\bAIza[\w-]{35}\b/],
  ['an API key', /\bsk-(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{32}/],
  [
    'a password in a URL',
    /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@"'<>${}()]+:(?!(?:pass|password|passwd|secret|changeme|[x*]+)@)[^\s:/?#@"'<>${}()]{4,}@/i,
  ],
];

/** What kind of secret a text contains, by its form; `undefined` if it has none that is known. */
export function secretIn(text: string): string | undefined {
  if (text.length < SHORTEST) return undefined;
  return FORMS.find(([, form]) => form.test(text))?.[0];
}

/** What every text with one of these forms contains. Few other texts do, so that one test suffices for most. */
export const HINT = /PRIVATE KEY|"d"|eyJ|gh[pousr]_|_pat_|glpat-|xox|npm_|hvs\.|k_live_|AIza|sk-|:\/\/[^/?#]*@/;

/** The length of the shortest text with a secret: a URL such as `a://b:cdef@`. */
export const SHORTEST = 11;

/** Variables, and values that a tool fills in: `$(TOKEN)`, `${TOKEN}`, `{{ .token }}`, `<token>`, `ref+vault://…`, `%REQ(x)%`. */
const FILLED_IN = /\$\(|\$\{|\{\{|^<.*>$|^ref\+|%[A-Z_]+(?:\(|%)/;

/** Whether a value stands for another one, which is not in the text. */
export function isFilledIn(text: string): boolean {
  return FILLED_IN.test(text);
}

/** Whether a value looks random: letters and digits without the words of a name, a path or a sentence. */
export function isRandom(text: string): boolean {
  if (text.length < 16 || /[\s:/]/.test(text.replace(/=+$/, '')) || !/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
  // A name of Kubernetes, such as `api-token-v2`, is not random, unless all of it is hexadecimal.
  return !/^[a-z0-9]+(?:[-._][a-z0-9]+)*$/.test(text) || /^[0-9a-f]{24,}$/.test(text);
}
