export { chromiumArguments } from './chromium-arguments.ts';
export { findChromium } from './find-chromium.ts';
export { findRealData, type RealData, type RealDataName } from './find-real-data.ts';
