import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An expression, or policies that are asked one after the other, and the request that they judge as a `CheckRequest` in JSON. */
export interface Question {
  readonly expression?: string;
  readonly policies?: readonly object[];
  /** The policies as they are written for an older server; the library evaluates these. */
  readonly original?: readonly { readonly spec: object }[];
  readonly object: object;
}

/** Why it does not compile, why its evaluation fails, or its value as JSON that shows its type. */
export interface Answer {
  readonly problem?: string;
  readonly error?: string;
  readonly value?: unknown;
}

const MODULE = join(__dirname, '..', 'conformance', 'bed', 'modules', 'kyverno');

/** What the authorization server that the test bed runs makes of some questions: its own code, without Envoy. Needs Go. */
export function askServer(questions: readonly Question[]): Answer[] {
  const folder = mkdtempSync(join(tmpdir(), 'cel-server-'));
  try {
    for (const source of [MODULE, join(__dirname, 'server')]) cpSync(source, folder, { recursive: true });
    execFileSync('go', ['build', '-o', 'answers', '.'], {
      cwd: folder,
      stdio: 'inherit',
      env: { ...process.env, GOWORK: 'off' },
    });
    const input = questions.map((question) => JSON.stringify(question)).join('\n');
    const output = execFileSync(join(folder, 'answers'), { input, maxBuffer: 2 ** 30, stdio: 'pipe' });
    return output
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
