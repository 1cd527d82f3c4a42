import type { StartConfig } from './start.ts';

/** A start in a sentence that says what knowledge it brings, for a report; in the place of the first of `describePrior`.
 *
 * @example describeStart({ kind: 'row-space', radius: 3 }) // => 'Candidates start within the span of the samples ...'
 */
export function describeStart(start: StartConfig): string {
  switch (start.kind) {
    case 'gaussian':
      return `Candidates start as Gaussian noise of standard deviation ${start.scale}: no direction is preferred, but a norm is.`;
    case 'sphere':
      return `Candidates start uniformly on the sphere of radius ${start.radius}: the attacker has an idea of the norm of the points.`;
    case 'row-space':
      return `Candidates start within the span of the samples that the first layer gives away, ${start.radius} from its point nearest to 0: the attacker has an idea of the norm of the points.`;
    case 'rows':
      return `Candidates start at centres of clusters of the first layer's rows, within the span that it gives away, ${start.radius} from its point nearest to 0: the attacker has an idea of the norm of the points.`;
    case 'linear':
      return `Candidates start as solutions of the first layer's linear system under their own activation patterns (${start.rounds} rounds), within the span that it gives away and ${start.most * start.radius} of its point nearest to 0: the attacker has an idea of the norm of the points.`;
  }
}
