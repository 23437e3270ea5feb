// Bundles phone.ts as an app for Android has it, into phone.bundle.js.
import Metro from 'metro';

const config = await Metro.loadConfig({ config: 'metro.config.js' }, { reporter: { update() {} } });
await Metro.runBuild(config, { entry: 'phone.ts', platform: 'android', dev: false, minify: true, out: 'phone.bundle.js' });
