import { register } from 'node:module';

register('./hide-onnxruntime-hooks.mjs', import.meta.url);
