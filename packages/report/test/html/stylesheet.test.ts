import { expect, test } from 'vitest';
import { paletteSize, seriesColor } from '../../src/charts/palette.ts';
import { stylesheet } from '../../src/html/stylesheet.ts';

const modes = [...stylesheet.matchAll(/\{([^{}]*--page:[^{}]*)\}/g)].map(
  ([, block]) => new Map([...block!.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, color]) => [name!, color!])),
);

/** Relative luminance of WCAG 2. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

test('light, dark and print have a palette each', () => {
  expect(modes).toHaveLength(3);
});

test.each(['ink', 'muted', 'leak', 'no-leak', 'neutral', 'warning'])(
  'text in %s has a contrast of 7 or more',
  (name) => {
    for (const mode of modes) {
      for (const ground of ['page', 'card']) {
        expect(contrast(mode.get(name)!, mode.get(ground)!)).toBeGreaterThanOrEqual(7);
      }
    }
  },
);

test('every series has a colour with a contrast of 3 or more', () => {
  for (let index = 0; index < paletteSize; index++) {
    expect(seriesColor(index)).toBe(`var(--series-${index + 1})`);
    for (const mode of modes)
      expect(contrast(mode.get(`series-${index + 1}`)!, mode.get('page')!)).toBeGreaterThanOrEqual(3);
  }
  expect(seriesColor(paletteSize)).toBe(seriesColor(0));
});
