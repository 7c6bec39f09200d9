import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..');

/** A time at which the approvals of the reference app and of the example are valid, in seconds. */
export const NOW_SECONDS = Date.UTC(2027, 0, 1) / 1000;

/** A new folder that looks like a clone of this repository, and whose app can be changed. */
export class Clone {
  public readonly path = mkdtempSync(join(tmpdir(), 'clone-'));
  public readonly out = join(this.path, 'out');

  constructor() {
    for (const shared of ['node_modules', 'lib', 'imports']) symlinkSync(join(ROOT, shared), join(this.path, shared));
    for (const own of ['main.ts', 'cdk8s.yaml', 'tsconfig.json', 'examples'])
      cpSync(join(ROOT, own), join(this.path, own), { recursive: true });
  }

  /** Runs a Node command there. Its files go to `out`. */
  public run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(NOW_SECONDS), CDK8S_OUTDIR: this.out };
    return spawnSync(process.execPath, args, { cwd: this.path, env, encoding: 'utf8' });
  }

  public remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** The manifests among the files of a folder, without the index. */
export const yamlOf = (files: Record<string, string>): string[] =>
  Object.entries(files).flatMap(([name, text]) => (name.endsWith('.yaml') ? [text] : []));

/** The files of a folder, with their contents. */
export const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
