import { register } from 'node:module';

register('./log-modules-hooks.mjs', import.meta.url);
