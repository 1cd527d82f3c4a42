import { cosine } from '@noprior/linear-algebra';
import type { FoundVertex } from './box-vertex-state.ts';

/** Points beside the predicted members that are kept. */
const keptOthers = 200;

/** The points that a run reports: the predicted members by round; then different refined points, by falling number
 * of directions of all rounds that led to them; then different vertices of the linear programs, by falling z-score.
 * At most 200 follow the members.
 *
 * @param found       all points of a run
 * @param sameCosine  points with a larger cosine are the same point
 */
export function rankVertices(found: readonly FoundVertex[], sameCosine: number): FoundVertex[] {
  const members = found.filter(({ predicted }) => predicted);
  const others = found.filter(({ predicted }) => !predicted);
  const isSame = (one: FoundVertex) => (other: FoundVertex) => cosine(one.point, other.point) > sameCosine;
  const refined: FoundVertex[] = [];
  for (const vertex of others.filter((other) => other.refined).sort((a, b) => b.active - a.active)) {
    if (members.some(isSame(vertex))) continue;
    const at = refined.findIndex(isSame(vertex));
    if (at === -1) refined.push(vertex);
    else refined[at] = { ...refined[at]!, hits: refined[at]!.hits + vertex.hits };
  }
  const merged = [...members, ...refined.sort((a, b) => b.hits - a.hits)];
  for (const vertex of others.filter((other) => !other.refined).sort((a, b) => b.zScore - a.zScore)) {
    if (merged.length >= members.length + keptOthers) break;
    if (!merged.some(isSame(vertex))) merged.push(vertex);
  }
  return merged.slice(0, members.length + keptOthers);
}
