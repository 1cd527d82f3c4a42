/** Seconds that each stage of an attack took, from its progress.csv: the time since the line before belongs to the stage of a line.
 *
 * @param csv  with a header that names `seconds` and `stage`
 * @returns    by stage; `undefined` where the file does not tell stages
 * @example stageSeconds('seconds,stage\n2,a\n3,a\n7,b\n') // => { a: 3, b: 4 }
 */
export function stageSeconds(csv: string): Record<string, number> | undefined {
  const [names = [], ...lines] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const [secondsAt, stageAt] = [names.indexOf('seconds'), names.indexOf('stage')];
  if (secondsAt < 0 || stageAt < 0) return undefined;
  const stages: Record<string, number> = {};
  for (const [index, cells] of lines.entries()) {
    const seconds = Number(cells[secondsAt]) - Number(lines[index - 1]?.[secondsAt] ?? 0);
    stages[cells[stageAt]!] = (stages[cells[stageAt]!] ?? 0) + seconds;
  }
  return stages;
}
