import { alternatingIndices, type SampleSource } from '../sample-source.ts';
import { drawGlyph, glyphSide } from './draw-glyph.ts';

/** Glyphs of a seed: open strokes against shapes with a loop, 28 x 28. */
export function makeGlyphSource(seed: number, perClass: number): SampleSource {
  return {
    name: 'glyphs',
    dimension: glyphSide * glyphSide,
    imageShape: [1, glyphSide, glyphSide],
    pixelRange: [0, 1],
    classes: ['open stroke', 'loop'],
    checksums: {},
    labels: [-1, 1],
    indices: alternatingIndices(perClass),
    readRow: (index, target) => drawGlyph(seed, index, target),
  };
}
