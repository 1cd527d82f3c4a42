import type { Finding } from '@noprior/report';
import { formatFigure } from '../../report/format-figure.ts';
import type { Quantiles } from '../quantiles.ts';
import type { TheoryResults } from '../theory-result.ts';
import type { LengthStage, TrainingLengthRow } from '../training-length-case.ts';
import { fromTo } from './finding-words.ts';
import { radius } from './theory-tables.ts';

/** What longer training changes, for every training, and what the KKT point behind it has. */
export function trainingLengthFindings({ 'training-length': lengths }: TheoryResults): Finding[] {
  const rows = lengths?.jobs.flatMap((job) => job.rows) ?? [];
  if (rows.length === 0) return [];
  return [overview(rows), ...rows.flatMap((row) => [residualFinding(row), freedomFinding(row), kktFinding(row)])];
}

/** Whether longer training leaves more freedom, over all trainings. */
function overview(rows: readonly TrainingLengthRow[]): Finding {
  const all = rows.map((row) => ({ row, ends: ends(row) }));
  const proper = all.filter(({ ends: [, last] }) => last.far.kind !== 'full-span');
  const grows = (value: (stage: LengthStage) => number | null | undefined) =>
    all.filter(({ ends: [first, last] }) => (value(last) ?? 0) > 1.1 * (value(first) ?? 0)).length;
  const further = proper.filter(
    ({ ends: [first, last] }) => (last.far.reachable.median ?? 0) > 1.1 * (first.far.reachable.median ?? 0),
  );
  const free = proper.filter(({ row }) => row.stages.at(-1)!.far.kind === 'free');
  return {
    headline: `That longer training leaves more freedom holds for ${further.length} of ${proper.length} trainings by the median reachable distance, and at the KKT points behind them for ${free.length} of ${proper.length}.`,
    text:
      `Along random directions the median split radius grows in ${grows(({ radii }) => radii.random?.median)} of ${all.length} trainings, along random directions orthogonal to the data in ${grows(({ radii }) => radii.complement?.median)} of ${proper.length}: ` +
      'descent presses units onto their kinks at the training points, and a unit at its kink bounds every direction that moves it. The part of W_1 off the data, which is what moves units along directions orthogonal to the data, stays as the initialisation made it while the rest grows; whether it becomes harmless before the kinks close in differs between the trainings here, which have other data and other initialisations. ' +
      'Only at the KKT point is it gone, and then those directions are free however many kinks there are.',
    tone: 'warning',
  };
}

function ends({ stages }: TrainingLengthRow): readonly [LengthStage, LengthStage, LengthStage] {
  const [first, last, kkt] = [stages[0]!, stages.at(-2)!, stages.at(-1)!];
  return [first, last, kkt];
}

function residualFinding(row: TrainingLengthRow): Finding {
  const [first, last] = ends(row);
  return {
    headline: `${row.case}: from ${first.name} to ${last.name} the Clarke residual ${fromTo(first.clarke, last.clarke)}.`,
    text:
      `Hard: ${fromTo(first.hard, last.hard)}; surrogate: ${fromTo(first.surrogate, last.surrogate)}; normalised margin: ${fromTo(first.normalizedMargin, last.normalizedMargin)}. ` +
      `Pairs within 1e-3 of a kink: ${formatFigure(100 * first.kinkShareAt1e3)} % and ${formatFigure(100 * last.kinkShareAt1e3)} %; within 1e-6: ${formatFigure(100 * first.kinkShareAt1e6)} % and ${formatFigure(100 * last.kinkShareAt1e6)} %.`,
    tone: 'neutral',
  };
}

function freedomFinding(row: TrainingLengthRow): Finding {
  const [first, last] = ends(row);
  const medians = (name: string, before: Quantiles | undefined, after: Quantiles | undefined): string[] =>
    before?.median == null || after?.median == null ? [] : [`${name}: ${fromTo(before.median, after.median)}`];
  const proper = last.far.kind !== 'full-span';
  const growth =
    proper && first.far.reachable.median !== null && last.far.reachable.median !== null
      ? last.far.reachable.median / first.far.reachable.median
      : undefined;
  const generic = [
    ...medians('random directions', first.radii.random, last.radii.random),
    ...medians('random directions orthogonal to the data', first.radii.complement, last.radii.complement),
    ...medians('found by search', first.radii.search, last.radii.search),
  ];
  return {
    headline:
      growth === undefined
        ? `${row.case}: no direction is free, whatever the length of training.`
        : `${row.case}: the distance that can be reached with all margins kept ${fromTo(first.far.reachable.median!, last.far.reachable.median!)} in the median over the points, and ${fromTo(first.far.reachable.min ?? 0, last.far.reachable.min ?? 0)} for the point that moves least.`,
    text: `${
      growth === undefined
        ? ''
        : `So longer training leaves ${growth > 1.1 ? 'more' : growth < 1 / 1.1 ? 'less' : 'the same'} freedom in the median, and ${leastText(first, last)} for a set in which every point moves. `
    }Median split radius, ${generic.join('; ')}.${
      proper
        ? ` Promised beforehand by distance-almost-KKT: ${fromTo(first.far.bound.median ?? 0, last.far.bound.median ?? 0)}. W_1 off the data, at margin 1: ${fromTo(first.offSpanNorm ?? 0, last.offSpanNorm ?? 0)}.`
        : ''
    }`,
    tone: 'neutral',
  };
}

function leastText(first: LengthStage, last: LengthStage): string {
  const [before, after] = [first.far.reachable.min ?? 0, last.far.reachable.min ?? 0];
  return after > before * 1.1 ? 'more' : after < before / 1.1 ? 'less' : 'the same';
}

function kktFinding(row: TrainingLengthRow): Finding {
  const [, , kkt] = ends(row);
  const { random, complement, search } = kkt.radii;
  return {
    headline: `${row.case}, ${kkt.name}: ${random!.zero} of ${row.points} points cannot move at all along random directions, whose median radius is ${radius(random!, 'median')} (lower quartile ${radius(random!, 'q25')})${complement === undefined ? '' : `; orthogonal to the data it is ${radius(complement, 'median')}`}.`,
    text:
      `The polish ended by ${row.polish.stopped} at ${formatFigure(row.polish.residual)}; ${formatFigure(100 * kkt.kinkShareAt1e6)} % of the pairs stand within 1e-6 of a kink. ` +
      `By search ${search === undefined ? 'none' : radius(search, 'median')}. ` +
      (kkt.far.kind === 'full-span'
        ? 'The data have full span: no direction keeps all margins for free.'
        : kkt.far.kind === 'free'
          ? 'Every point can be moved to any distance with loss and margins kept.'
          : `Reachable with all margins kept: ${radius(kkt.far.reachable, 'min')} for the nearest point, ${radius(kkt.far.reachable, 'median')} in the median.`),
    tone: 'neutral',
  };
}
