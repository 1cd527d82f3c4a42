import type { Random } from '@noprior/tensor';
import type { StrokePoints } from './glyph-shapes.ts';

/** One point of a pen path, in pixels, with the radius of the pen there. */
export interface PenPoint {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Curve points for each control point of a stroke. */
const pointsPerSegment = 8;

/** The strokes of one drawing of a shape, in the pixels of a square image.
 *
 * Control points are jittered, joined by Catmull-Rom curves, slanted, rotated, stretched and moved, with a pen whose
 * radius drifts along the stroke. All ink stays `margin` pixels away from the border.
 *
 * @param side  pixels of an edge
 */
export function drawPenPath(
  shape: readonly StrokePoints[],
  random: Random,
  side: number,
  margin: number,
): PenPoint[][] {
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const curves = shape.map((stroke) => smoothCurve(jitter(stroke, random)));
  const slant = between(-0.45, 0.45);
  const angle = between(-0.45, 0.45);
  const flat = curves.map((curve) =>
    curve.map(([x, y]): readonly [number, number] => {
      const slanted = x - slant * y;
      return [slanted * Math.cos(angle) - y * Math.sin(angle), slanted * Math.sin(angle) + y * Math.cos(angle)];
    }),
  );

  const thickness = between(0.7, 1.15);
  const largestRadius = 1.3 * thickness;
  // The edge of the ink is blurred over one pixel, half of it outside the radius.
  const room = side - 2 * (margin + largestRadius + 0.5);
  const box = boundingBox(flat.flat());
  const height = between(0.62, 1) * room;
  const aspect = (box.width / box.height) * between(0.75, 1.35);
  const width = Math.min(Math.max(height * aspect, 0.3 * room), room);
  const left = margin + largestRadius + 0.5 + random.uniform() * (room - width);
  const top = margin + largestRadius + 0.5 + random.uniform() * (room - height);

  return flat.map((curve) => {
    const phase = between(0, 2 * Math.PI);
    const turns = between(0.5, 1.5);
    return curve.map(([x, y], index) => ({
      x: left + ((x - box.left) / box.width) * width,
      y: top + ((y - box.top) / box.height) * height,
      radius: thickness * (1 + 0.3 * Math.sin(phase + (2 * Math.PI * turns * index) / curve.length)),
    }));
  });
}

/** Control points moved a little, equal ones together, so that corners and closed ends stay what they are. */
function jitter(stroke: StrokePoints, random: Random): StrokePoints {
  const moved = new Map<string, readonly [number, number]>();
  return stroke.map(([x, y]) => {
    const key = `${x},${y}`;
    const point = moved.get(key) ?? ([x + 0.13 * random.normal(), y + 0.13 * random.normal()] as const);
    moved.set(key, point);
    return point;
  });
}

/** Points along the uniform Catmull-Rom spline through the control points. */
function smoothCurve(stroke: StrokePoints): (readonly [number, number])[] {
  const last = stroke.length - 1;
  const closed = stroke[0]![0] === stroke[last]![0] && stroke[0]![1] === stroke[last]![1];
  const at = (index: number): readonly [number, number] => {
    if (index < 0) return closed ? stroke[last + index]! : stroke[0]!;
    if (index > last) return closed ? stroke[index - last]! : stroke[last]!;
    return stroke[index]!;
  };
  const points: (readonly [number, number])[] = [];
  for (let segment = 0; segment < last; segment++) {
    const [p0, p1, p2, p3] = [at(segment - 1), at(segment), at(segment + 1), at(segment + 2)];
    for (let step = 0; step < pointsPerSegment; step++) {
      const t = step / pointsPerSegment;
      points.push([spline(p0[0], p1[0], p2[0], p3[0], t), spline(p0[1], p1[1], p2[1], p3[1], t)]);
    }
  }
  points.push(stroke[last]!);
  return points;
}

/** Catmull-Rom: a cubic from b to c with slopes (c - a)/2 and (d - b)/2. */
function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

function boundingBox(points: readonly (readonly [number, number])[]): {
  left: number;
  top: number;
  width: number;
  height: number;
} {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
