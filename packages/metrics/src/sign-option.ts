/** Whether x and -x count as the same point. */
export interface SignOption {
  /** Compare the better of x and -x: |cosine|, and the smaller of the two distances. Default false. */
  readonly signInvariant?: boolean;
}
