export { openReference } from './open-reference.ts';
