import type { TheorySuite } from '../theory-result.ts';

/** What a suite asks and how to read its tables, one paragraph each; no figure stands here. */
export const theoryTexts: Readonly<
  Record<TheorySuite, { readonly title: string; readonly paragraphs: readonly string[] }>
> = {
  polish: {
    title: 'From trained networks to KKT points',
    paragraphs: [
      'Each network is trained to a loss of 1e-6 and then handed to polish of @noprior/max-margin, which descends the norm of the weights at constant margins. Residuals are ||theta - sum lambda_i y_i g_i|| / ||theta|| with the best multipliers: hard with the derivative 0 or 1, Clarke with a free derivative in [0, 1] for every unit within a cosine of 1e-3 (or 1e-6) of its kink. The residual that the polish itself reports, in the columns "to" and "lowest", frees units within its own tolerance, 0.01 at first.',
      'Chosen is the share of pairs of sample and unit whose derivative at the end is strictly between 0 and 1. The norm is ||theta|| at smallest margin 1, against the trained network at the same margin; in the span, against the trained network without the part of the first layer that is orthogonal to the data, which no output depends on. Slackness is the largest lambda_i (q_i - 1).',
      'Two variants take something away: fixed derivatives frees only units within 1e-7 of their kink, the least that polish looks for; no momentum takes plain steps.',
    ],
  },
  'training-length': {
    title: 'Training length',
    paragraphs: [
      'One gradient descent in float64 with the loss-normalised step, looked at ten times on its way from a loss of 1e-1 to 1e-30; the last line is where polish ends from there: a KKT point, if the relative residual came to 1e-3 or less. Residuals as above; surrogate has the derivative sigmoid(100 z), fitted at the network as trained. Clarke, at least: certified, no multipliers reach less. Deltas are at smallest margin 1.',
      'Radii are how far a point can be split to both sides inside its activation cell: lower quartile, median and upper quartile over the training points, in units of the input, for the best of 32 random directions, the best of 32 random directions orthogonal to the data, and the direction that a search found. Reachable is what farKktSet finds with all margins kept; promised is the distance-almost-KKT bound, known without a ratio test. W_1 off the data is the norm of the part of the first layer orthogonal to the data, at smallest margin 1.',
    ],
  },
  bounds: {
    title: 'Bounds beside what was measured',
    paragraphs: [
      'Random networks: 2 to 4 layers, random data, labels and multipliers, from far from KKT to exact. Trained networks: along 50 random directions orthogonal to the data for each point, or, where the data have full span, along the direction in which they are smallest. Tightness is bound / measured: 1 is tight, above 1 would be wrong. A trial holds if the bound is not above the measurement by more than 1e-9 of it.',
      'Near-subspace and distance-almost-KKT predict a radius, which the exact ratio test measures. Delta-almost-KKT predicts the largest split that keeps lambda (q - p) below delta, which is measured by bisection with margins of real points: it is an equality, so rounding of those differences shows on both sides.',
    ],
  },
  'far-sets': {
    title: 'KKT sets far away',
    paragraphs: [
      'farKktSet on polished networks: every point with a positive multiplier is split along a direction orthogonal to the data. L_stationary is that of evaluateKkt, hard derivatives and the multipliers of the polish, before and after; the margin of every new point is held against that of the point it came from. Clarke is the relative residual with the multipliers and the derivatives at kinks that the polish found; a new point has the derivatives of the point it came from.',
      'Of all directions orthogonal to the data farKktSet takes the input that the data use least, if nothing is lost by that, since it costs no rounding: on MNIST a border pixel that is the same in all training images. Such a set shows that nothing in the conditions holds that pixel; it is not another plausible data set.',
    ],
  },
  clarke: {
    title: 'Time of the Clarke solver',
    paragraphs: [
      'clarkeResidual on 500 points and 1000 hidden units, trained to 1e-7: seconds until residual and lower bound agree to a gap, (residual - bound) / residual, each from scratch. Beside it the hard residual, a non-negative least-squares problem.',
    ],
  },
};
