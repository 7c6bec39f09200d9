import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of this package. */
export const VERSION: string = JSON.parse(readFileSync(packageFile(__dirname), 'utf8')).version;

/** The package's own file, from the source as from the build, which lies a folder deeper. */
function packageFile(folder: string): string {
  const file = join(folder, 'package.json');
  return existsSync(file) ? file : packageFile(dirname(folder));
}
