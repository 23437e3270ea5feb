// Bundles each script with its libraries into dist/, where k6 runs it. The protocol is read from ../proto, never copied.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import protobuf from 'protobufjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Lets a module import a .proto file; it gets the schema as the plain object that protobufjs/light reads. */
const protoFiles = {
  name: 'proto-files',
  setup(builder) {
    builder.onLoad({ filter: /\.proto$/ }, async ({ path }) => {
      const schema = await new protobuf.Root().load(path, { keepCase: true });
      return { contents: JSON.stringify(schema.toJSON()), loader: 'json', watchFiles: [path] };
    });
  },
};

await build({
  entryPoints: readdirSync(here).filter((name) => name.endsWith('.js')).map((name) => join(here, name)),
  outdir: join(here, 'dist'),
  bundle: true,
  format: 'esm',
  target: 'es2022',
  external: ['k6', 'k6/*'],
  plugins: [protoFiles],
  logLevel: 'warning',
});
