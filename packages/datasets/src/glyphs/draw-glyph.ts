import { makeRandom } from '@noprior/tensor';
import { loopShapes, openShapes, parseShape } from './glyph-shapes.ts';
import { drawPenPath, type PenPoint } from './pen-path.ts';

/** Pixels of an edge of a glyph. */
export const glyphSide = 28;

/** Pixels at each border that are 0 in every glyph. */
export const glyphMargin = 3;

/** Draw one glyph: dark 0, ink up to 1, anti-aliased over one pixel.
 *
 * Glyphs with an even number are open strokes, those with an odd number hold a loop. A glyph depends on the seed and its
 * number alone, so that subsets of any size agree.
 *
 * @param seed    integer in [0, 2^53)
 * @param number  integer >= 0
 * @param target  [784] pixels, row by row, overwritten
 * @throws {DomainError} for any other seed
 */
export function drawGlyph(seed: number, number: number, target: Float64Array): void {
  // Two streams, because streams are told apart by 32 bits: equal glyphs would need both to collide.
  const glyphs = makeRandom(seed).fork('glyphs');
  const shapes = number % 2 === 0 ? openShapes : loopShapes;
  const shape = shapes[glyphs.fork(`shape ${number}`).integer(0, shapes.length)]!;
  const strokes = drawPenPath(parseShape(shape), glyphs.fork(`pen ${number}`), glyphSide, glyphMargin);
  target.fill(0);
  for (const stroke of strokes) inkStroke(stroke, target);
}

function inkStroke(stroke: readonly PenPoint[], target: Float64Array): void {
  for (let index = 1; index < stroke.length; index++) {
    const a = stroke[index - 1]!;
    const b = stroke[index]!;
    const reach = Math.max(a.radius, b.radius) + 1;
    const [left, right] = pixelRange(Math.min(a.x, b.x) - reach, Math.max(a.x, b.x) + reach);
    const [top, bottom] = pixelRange(Math.min(a.y, b.y) - reach, Math.max(a.y, b.y) + reach);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const at = row * glyphSide + column;
        const ink = coverage(column + 0.5, row + 0.5, a, b);
        if (ink > target[at]!) target[at] = ink;
      }
    }
  }
}

function pixelRange(low: number, high: number): [number, number] {
  return [Math.max(0, Math.floor(low)), Math.min(glyphSide - 1, Math.floor(high))];
}

/** How much of a pixel the pen covers between two path points: 1 inside the radius, fading to 0 over one pixel. */
function coverage(x: number, y: number, a: PenPoint, b: PenPoint): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / squared));
  const distance = Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
  const radius = a.radius + along * (b.radius - a.radius);
  return Math.min(1, Math.max(0, radius + 0.5 - distance));
}
