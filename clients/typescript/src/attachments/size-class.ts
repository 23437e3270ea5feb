/** The smallest padded content: shorter ones are all alike. */
const SMALLEST = 4096;

/**
 * The size to which content is padded: at most an eighth more, and of all sizes up to n only O(log log n) bits remain visible. Source: Padmé, in
 * "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", section 4.
 */
export function paddedSize(bytes: number): number {
  if (bytes <= SMALLEST) {
    return SMALLEST;
  }
  const exponent = Math.floor(Math.log2(bytes));
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const unit = 2 ** (exponent - significant);
  return Math.ceil(bytes / unit) * unit;
}
