import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of this package. */
export const VERSION: string = JSON.parse(readFileSync(packageFile(__dirname), 'utf8')).version;

/** The `package.json` of this package. The build is one folder deeper than the source. */
function packageFile(folder: string): string {
  const file = join(folder, 'package.json');
  return existsSync(file) ? file : packageFile(dirname(folder));
}
