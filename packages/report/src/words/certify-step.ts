import type { CertifyProgress } from '@noprior/certificate';

/** What is being measured, in words. */
export function certifyStep(state: CertifyProgress): string {
  switch (state.step) {
    case 'residual':
      return `residual with the ${state.derivative} derivative`;
    case 'clarkeResidual':
      return `Clarke residual ${state.residual.toPrecision(5)}, at least ${state.lowerBound.toPrecision(5)}`;
    case 'alternativeSet':
      return `a KKT set at distance ${state.distance}`;
    case 'splitRadii':
      return `split radii, ${state.done} of ${state.points} points`;
    case 'bounds':
      return 'bounds of the theorems';
  }
}
