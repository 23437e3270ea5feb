// Makes dist/: the client as one ES module and as one CommonJS module, each with its types.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const TYPES = 'dist/types';
const IMPORT = /(?<=from ')(\..*)\.ts(?=')/g;

await rm('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
for (const [format, extension] of [['esm', 'js'], ['cjs', 'cjs']]) {
  await build({ entryPoints: ['src/index.ts'], bundle: true, format, target: 'es2022', charset: 'utf8', outfile: `dist/index.${extension}` });
}

const used = await typesFrom('index');
for (const [module, text] of used) {
  await writeFile(join(TYPES, `${module}.d.ts`), text.replaceAll(IMPORT, '$1.js'));
  await writeFile(join(TYPES, `${module}.d.cts`), text.replaceAll(IMPORT, '$1.cjs'));
}
for (const file of await readdir(TYPES, { recursive: true })) {
  if (file.endsWith('.d.ts') && !used.has(file.slice(0, -'.d.ts'.length))) {
    await rm(join(TYPES, file));
  }
}

/** The types of a module and of all that it imports: the others are of the client's inside. */
async function typesFrom(module, found = new Map()) {
  if (!found.has(module)) {
    const text = await readFile(join(TYPES, `${module}.d.ts`), 'utf8');
    found.set(module, text);
    for (const [imported] of text.matchAll(IMPORT)) {
      await typesFrom(join(dirname(module), imported).replace(/\.ts$/, ''), found);
    }
  }
  return found;
}
