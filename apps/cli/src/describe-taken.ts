/** How many points an attack by corners found, and what it says of them without knowing the truth. */
export function describeTaken(points: number, accepted: number): string {
  return accepted === 0
    ? `${points} points, none of which stands out enough to be taken for a sample`
    : `${points} points, ${accepted} of them taken for samples and written first`;
}
